#include "textflag.h"

TEXT ·nanotime(SB), NOSPLIT, $0-8
	JMP runtime·nanotime(SB)

// TEXT ·procPin(SB), NOSPLIT, $0-8 used to be
//	JMP runtime·procPin(SB)
TEXT ·procPin(SB), NOSPLIT, $0-8
	JMP ·own(SB) // not runtime·procPin(SB)

TEXT ·fastrand(SB), NOSPLIT, $0-4
	JMP runtime·fastrand(SB)

TEXT ·own(SB), NOSPLIT, $0-8
	RET
