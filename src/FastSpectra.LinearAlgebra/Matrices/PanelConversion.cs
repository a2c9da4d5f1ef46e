using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>Copies windows whose rows are contiguous between T and double, rows split among a team.</summary>
internal static unsafe class PanelConversion
{
    /// <summary>destination = source, exactly.</summary>
    public static void Convert<T>(MatrixView<T> source, MatrixView<double> destination, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(source, destination, team);

    /// <summary>destination = source, each element rounded to nearest.</summary>
    public static void Round<T>(MatrixView<double> source, MatrixView<T> destination, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => Run(source, destination, team);

    private static void Run<TFrom, TTo>(MatrixView<TFrom> source, MatrixView<TTo> destination, ThreadTeam team)
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        CopyTask<TFrom, TTo> task = new() { Source = source, Destination = destination };
        team.Run(ref task);
    }

    private struct CopyTask<TFrom, TTo> : ITeamTask
        where TFrom : unmanaged, IBinaryFloatingPointIeee754<TFrom>
        where TTo : unmanaged, IBinaryFloatingPointIeee754<TTo>
    {
        public MatrixView<TFrom> Source;
        public MatrixView<TTo> Destination;

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        public readonly void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, Source.Rows);
            for (long i = begin; i < end; i++)
            {
                TFrom* from = Source.Data + (i * Source.RowStride);
                TTo* to = Destination.Data + (i * Destination.RowStride);
                for (int j = 0; j < Source.Columns; j++)
                {
                    to[j] = TTo.CreateTruncating(from[j]);
                }
            }
        }
    }
}
