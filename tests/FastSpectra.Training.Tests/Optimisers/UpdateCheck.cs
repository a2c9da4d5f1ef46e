using System.Numerics;
using FastSpectra.LinearAlgebra;
using Xunit;

namespace FastSpectra.Training.Tests.Optimisers;

/// <summary>Runs three steps of an elementwise rule at every level, with several teams and lengths, against a plain loop: equal bits.</summary>
internal static class UpdateCheck
{
    public delegate void Step<T>(T[] p, T[] g, T[] first, T[] second, int step, ThreadTeam team);

    public static void EqualsThePlainLoop<T>(Step<T> update, Action<int, T[], T[], T[], T[], int> plainElement)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using ThreadTeam two = new(2);
        using ThreadTeam seven = new(7);
        foreach (int n in (int[])[0, 1, 7, 8, 15, 16, 17, 33, 4099])
        {
            T[] expected = Normals<T>(n, "p", 0), first = new T[n], second = new T[n];
            for (int step = 1; step <= 3; step++)
            {
                T[] g = Normals<T>(n, "g", step);
                for (int i = 0; i < n; i++)
                {
                    plainElement(i, expected, g, first, second, step);
                }
            }

            foreach (SimdLevel level in InstructionSet.Available)
            {
                foreach (ThreadTeam team in (ThreadTeam[])[ThreadTeam.Single, two, seven])
                {
                    using (InstructionSet.Use(level))
                    {
                        T[] p = Normals<T>(n, "p", 0), actualFirst = new T[n], actualSecond = new T[n];
                        for (int step = 1; step <= 3; step++)
                        {
                            update(p, Normals<T>(n, "g", step), actualFirst, actualSecond, step, team);
                        }

                        Assert.Equal(expected, p);
                        Assert.Equal(first, actualFirst);
                        Assert.Equal(second, actualSecond);
                    }
                }
            }
        }
    }

    public static T[] Normals<T>(int n, string name, int part)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] x = new T[n];
        new RandomStream(1, name).Normals(x.AsSpan(), 100000L * part);
        return x;
    }
}
