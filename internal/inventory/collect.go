package inventory

import (
	"context"
	"path/filepath"

	"github.com/counterlint/counterlint/internal/driver"
)

// Collect lists the items of the packages that cfg asks for, with file names relative to dir where that is shorter. Of cfg, Rules are
// left alone: nothing is reported. What is wrong with packages is in the result of the driver, which holds no findings.
func Collect(ctx context.Context, cfg driver.Config, dir string) ([]Item, *driver.Result, error) {
	cfg.Rules, cfg.Gather = nil, Analyzer
	res, err := driver.Run(ctx, cfg)
	if err != nil {
		return nil, nil, err
	}
	items, err := Put(res.Gathered, dir)
	return items, res, err
}

// Put puts together what [Analyzer] gathered in each package of a run that has other things to do besides.
func Put(gathered [][]byte, dir string) ([]Item, error) {
	var parts []*part
	for _, data := range gathered {
		p, err := decodePart(data)
		if err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	items := newMerger(parts).done()
	for i := range items {
		items[i].shorten(dir)
	}
	return items, nil
}

// shorten makes the item's file names relative to dir where that is shorter.
func (it *Item) shorten(dir string) {
	it.Place.shorten(dir)
	for i := range it.Labels {
		it.Labels[i].Place.shorten(dir)
	}
	for _, uses := range [][]Use{it.Writers, it.Readers, it.Exposed, it.Tests} {
		for i := range uses {
			uses[i].Place.shorten(dir)
		}
	}
}

func (p *Place) shorten(dir string) {
	if rel, err := filepath.Rel(dir, p.File); err == nil && len(rel) < len(p.File) {
		p.File = filepath.ToSlash(rel)
	}
}
