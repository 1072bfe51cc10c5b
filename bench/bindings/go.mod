module example.org/libsupplychain/bench

go 1.23

require example.org/libsupplychain v0.0.0

replace example.org/libsupplychain => ../../bindings/go
