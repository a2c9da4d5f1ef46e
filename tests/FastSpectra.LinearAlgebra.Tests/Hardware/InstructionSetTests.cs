using Xunit;

namespace FastSpectra.LinearAlgebra.Tests.Hardware;

public class InstructionSetTests
{
    [Fact]
    public void Use_SetsAndRestores()
    {
        SimdLevel before = InstructionSet.Level;
        using (InstructionSet.Use(SimdLevel.Scalar))
        {
            Assert.Equal(SimdLevel.Scalar, InstructionSet.Level);
        }

        Assert.Equal(before, InstructionSet.Level);
    }

    [Fact]
    public void Use_AboveTheHardware_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => InstructionSet.Use(InstructionSet.Best + 1));

    [Fact]
    public void Available_EndsWithBest()
    {
        Assert.Equal(SimdLevel.Scalar, InstructionSet.Available.First());
        Assert.Equal(InstructionSet.Best, InstructionSet.Available.Last());
    }
}
