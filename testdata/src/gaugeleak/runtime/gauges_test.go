package runtime

func busy(s *Server) bool {
	s.active.Store(0)
	n := s.active.Load()
	return n > 0
}
