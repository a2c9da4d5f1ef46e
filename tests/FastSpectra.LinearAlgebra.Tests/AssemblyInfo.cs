// InstructionSet.Use sets the level of the whole process, and timings share two cores: one test at a time.
[assembly: Xunit.CollectionBehavior(DisableTestParallelization = true)]
