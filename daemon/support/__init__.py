"""What a support bundle holds, and what never gets into it."""
