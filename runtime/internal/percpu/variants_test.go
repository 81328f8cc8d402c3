package percpu

import (
	"os"
	"os/exec"
	"runtime"
	"testing"
)

// TestVariants runs the tests of this package once more the ways it can be built: without the link, with injected schedules, for
// 32 bits, and without asynchronous preemption.
func TestVariants(t *testing.T) {
	const nested = "PERCPU_VARIANT"
	if testing.Short() || os.Getenv(nested) != "" {
		t.Skip("runs go test")
	}
	for _, v := range []struct {
		name string
		args []string
		env  []string
	}{
		{"nolinkname", []string{"-tags=counter_nolinkname"}, nil},
		{"inject", []string{"-tags=counter_inject"}, nil},
		{"asyncpreemptoff", []string{"-run=Stress|Sum|Column"}, []string{"GODEBUG=asyncpreemptoff=1"}},
		{"386", nil, []string{"GOARCH=386", "CGO_ENABLED=0"}},
	} {
		t.Run(v.name, func(t *testing.T) {
			if v.name == "386" && (runtime.GOARCH != "amd64" || runtime.GOOS != "linux") {
				t.Skip("needs a machine that runs 386 programs")
			}
			cmd := exec.Command("go", append(append([]string{"test", "-short"}, v.args...), ".")...)
			cmd.Env = append(append(os.Environ(), nested+"=1"), v.env...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
