errors-no-such-code = Det finns ingen kod { $code }.
    .list = Alla koder: tillit explain --list
