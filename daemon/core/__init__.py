"""Pure counting: numpy and the standard library, no clock, no input, no output.

A pipeline that is read from left to right::

    pose (Smoother) -> features (Features) -> counting (Segmenter -> Judge -> Confirmer) -> workout
                                    with recognition (Recogniser) beside the count

Every constant is in ``params``, every signal in ``features.signals``; ``explain`` says why a frame was so decided.
"""
