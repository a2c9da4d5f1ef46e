namespace FastSpectra.Bench;

/// <summary>The library beside which a product is measured.</summary>
internal enum ProductPeer
{
    OpenBlas,
    Blis,
}
