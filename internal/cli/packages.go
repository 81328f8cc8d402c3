package cli

import "flag"

// packageFlags say what is analysed, and how.
type packageFlags struct {
	tags *string
	jobs *int
	dir  *string
}

func addPackages(fs *flag.FlagSet) *packageFlags {
	return &packageFlags{
		tags: fs.String("tags", "", "build `tags` to consider satisfied, comma-separated"),
		jobs: fs.Int("j", 0, "analyse `n` packages at once; 0: one for each core"),
		dir:  fs.String("C", "", "change to this `folder` first"),
	}
}

// prepare checks the flags, and goes to the folder of -C.
func (p *packageFlags) prepare() error {
	if *p.jobs < 0 {
		return usagef("-j %d: want a number of packages", *p.jobs)
	}
	return chdir(*p.dir)
}
