errors-no-such-code = There is no code { $code }.
    .list = All codes: tillit explain --list
