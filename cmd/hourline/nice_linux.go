package main

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// beNice lets a gateway on this machine go before what this program does from
// here on, at the processor and at the disk. Niceness belongs to threads here,
// and new ones inherit it.
func beNice() {
	const (
		nice        = 19
		ofOneThread = 1       // IOPRIO_WHO_PROCESS of linux/ioprio.h
		whenIdle    = 3 << 13 // IOPRIO_CLASS_IDLE
	)
	threads, _ := os.ReadDir("/proc/self/task") // without them it is merely not nice
	for _, t := range threads {
		if id, err := strconv.Atoi(t.Name()); err == nil {
			unix.Setpriority(unix.PRIO_PROCESS, id, nice)
			unix.Syscall(unix.SYS_IOPRIO_SET, ofOneThread, uintptr(id), whenIdle)
		}
	}
}
