using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>Copies a window of T to double, exactly.</summary>
internal static unsafe class PanelConversion
{
    public static void Convert<T>(MatrixView<T> source, MatrixView<double> destination, ThreadTeam team)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ConvertTask<T> task = new() { Source = source, Destination = destination };
        team.Run(ref task);
    }

    private struct ConvertTask<T> : ITeamTask
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public MatrixView<T> Source;
        public MatrixView<double> Destination;

        public readonly void Run(int member, ThreadTeam team)
        {
            (long begin, long end) = team.Share(member, Source.Rows);
            for (long i = begin; i < end; i++)
            {
                T* from = Source.Data + (i * Source.RowStride);
                double* to = Destination.Data + (i * Destination.RowStride);
                for (int j = 0; j < Source.Columns; j++)
                {
                    to[j] = double.CreateTruncating(from[j]);
                }
            }
        }
    }
}
