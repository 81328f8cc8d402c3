// Code for 386 stands here.
