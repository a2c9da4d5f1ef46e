namespace FastSpectra.Experiments;

/// <summary>What a machine does with some threads, as measured: turns work into seconds.</summary>
/// <param name="Products">Floating-point operations per second of a product of float matrices.</param>
/// <param name="DoubleProducts">The same in double.</param>
/// <param name="Decomposition">Seconds of the singular values of a matrix of order <see cref="StudyCost.ReferenceOrder"/>, in double.</param>
public readonly record struct MachineRates(double Products, double DoubleProducts, double Decomposition)
{
    // Beside products a step has activations, updates of the weights and conversions: a product alone is this share of the time.
    private const double ProductShare = 0.75;

    /// <summary>Seconds of some work whose own type is <paramref name="type"/>.</summary>
    public double Seconds(StudyCost cost, NumberType type = NumberType.Float32)
    {
        double products = (cost.Products / (type == NumberType.Float64 ? DoubleProducts : Products)) + (cost.DoubleProducts / DoubleProducts);
        return (products / ProductShare) + (cost.DecompositionUnits * Decomposition);
    }
}
