#include "textflag.h"

// func ProcPin() int
TEXT ·ProcPin(SB), NOSPLIT, $0-8
	JMP runtime·procPin(SB)

TEXT ·ProcUnpin(SB), NOSPLIT, $0-0
	CALL runtime·procUnpin(SB)
	CALL runtime·procUnpin(SB)
	RET

TEXT	runtimelink∕asm·fastrand(SB),NOSPLIT|NOFRAME,$0-4
	JMP	runtime·fastrand<ABIInternal>(SB)
