namespace FastSpectra.Experiments;

/// <summary>In which precision the network is trained and measured (key <c>dtype</c>).</summary>
public enum NumberType
{
    /// <summary><c>float32</c>, the precision of the reference implementation.</summary>
    Float32,

    /// <summary><c>float64</c>.</summary>
    Float64,
}
