module example.org/libsupplychain

go 1.23
