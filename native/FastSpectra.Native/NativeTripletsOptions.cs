using System.Runtime.InteropServices;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Native;

/// <summary><c>fastspectra_svds_options</c> of the C header.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct NativeTripletsOptions
{
    private readonly double _tolerance;
    private readonly long _restartLimit;
    private readonly ulong _seed;
    private readonly long _noVerify;

    /// <summary>The options with their defaults filled in.</summary>
    /// <exception cref="NativeException">A number is outside its range.</exception>
    public TopTripletsOptions Resolve(ThreadTeam team)
    {
        NativeMatrix.Require(_tolerance is >= 0 and < 1, $"tolerance is {_tolerance}; expected a number in [0, 1)");
        NativeMatrix.Require(_restartLimit is >= 0 and <= int.MaxValue, $"restart_limit is {_restartLimit}; expected 0 to {int.MaxValue}");
        return new TopTripletsOptions
        {
            Tolerance = _tolerance,
            RestartLimit = _restartLimit == 0 ? new TopTripletsOptions().RestartLimit : (int)_restartLimit,
            Seed = _seed,
            Check = _noVerify == 0 ? null : TopTripletsCheck.None,
            Team = team,
        };
    }
}
