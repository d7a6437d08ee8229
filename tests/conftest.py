"""What holds for every test."""

from hypothesis import HealthCheck, settings


def pytest_configure() -> None:
    """Properties are tried with the same examples on every machine, and none fails for being tried slowly."""
    settings.register_profile("spotter", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("spotter")
