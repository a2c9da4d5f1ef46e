namespace FastSpectra.LinearAlgebra;

/// <summary>An operator that forms A x and A^T (A x) together, reading A once instead of twice.</summary>
/// <typeparam name="T">float or double.</typeparam>
public interface INormalOperator<T> : ILinearOperator<T>
    where T : unmanaged
{
    /// <summary>y = A x and z = A^T y; x and z have n elements, y has m.</summary>
    void MultiplyNormal(ReadOnlySpan<T> x, Span<T> y, Span<T> z, ThreadTeam team);
}
