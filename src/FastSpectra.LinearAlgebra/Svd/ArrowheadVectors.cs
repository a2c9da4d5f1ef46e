using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

// Invariant: M = U^T diag(Values) V (vectors in rows) for the arrowhead M with poles d and first row z, to the ulp of T; columns are given
// in the caller's order. Cost: 2 to 4 divisions per element for the roots, 2 for new z, 1 for vectors, all by SecularEquation in double.

/// <summary>The decomposition of one arrowhead, computed by a team.</summary>
internal unsafe struct ArrowheadVectors<T> : ITeamTask
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private SecularEquation _equation;
    private double* _scratch;
    private int* _position;
    private double* _z;
    private int _padded;

    private bool _isProjected;
    private MatrixView<double> _right;
    private MatrixView<double> _left;
    private MatrixView<double> _rightResults;
    private MatrixView<double> _leftResults;

    // The column whose pole is 0.
    private int _zero;

    /// <summary>k x k: row i is the left vector of value i.</summary>
    public MatrixView<T> U { get; private set; }

    /// <summary>k x k: row i is the right vector of value i.</summary>
    public MatrixView<T> V { get; private set; }

    /// <summary>k values, ascending.</summary>
    public double* Values { get; private set; }

    /// <summary>Solves for the kept poles.</summary>
    /// <param name="d">Poles, indexed by row.</param>
    /// <param name="z">First row of the arrowhead, indexed by row.</param>
    /// <param name="kept">k rows by ascending pole; the first has pole 0.</param>
    /// <param name="column">The same rows in the order of the columns of U and V.</param>
    /// <param name="k">Order of the arrowhead.</param>
    /// <param name="rows">Bound of the row numbers.</param>
    /// <param name="workspace">Results and scratch live here until the caller's mark.</param>
    /// <param name="team">Threads.</param>
    public static ArrowheadVectors<T> Solve(double* d, double* z, int* kept, int* column, int k, int rows, Workspace workspace, ThreadTeam team)
    {
        ArrowheadVectors<T> result = new()
        {
            U = workspace.TakeMatrix<T>(k, k),
            V = workspace.TakeMatrix<T>(k, k),
            Values = workspace.Take<double>(k),
        };
        if (k == 1)
        {
            result.U[0, 0] = T.One;
            result.V[0, 0] = T.One;
            result.Values[0] = z[kept[0]];
            return result;
        }

        result.Run(d, z, kept, column, rows, k, workspace, team);
        return result;
    }

    /// <summary>
    /// The products of the vectors with given columns, without the vectors: element i of result c is row i of V times right[c] (of U times
    /// left[c]), both of k elements by ascending pole. Also k <see cref="Values"/>.
    /// </summary>
    public static ArrowheadVectors<T> Project(
        double* d, double* z, int* kept, int k, int rows, MatrixView<double> right, MatrixView<double> left, MatrixView<double> rightResults, MatrixView<double> leftResults,
        Workspace workspace, ThreadTeam team)
    {
        ArrowheadVectors<T> result = new()
        {
            Values = workspace.Take<double>(k),
            _isProjected = true,
            _right = right,
            _left = left,
            _rightResults = rightResults,
            _leftResults = leftResults,
        };
        if (k == 1)
        {
            result.Values[0] = z[kept[0]];
            for (int c = 0; c < right.Rows; c++)
            {
                rightResults[c, 0] = right[c, 0];
            }

            for (int c = 0; c < left.Rows; c++)
            {
                leftResults[c, 0] = left[c, 0];
            }

            return result;
        }

        result.Run(d, z, kept, kept, rows, k, workspace, team);
        return result;
    }

    private void Run(double* d, double* z, int* kept, int* column, int rows, int k, Workspace workspace, ThreadTeam team)
    {
        const int Group = SecularEquation.Group;
        int padded = (k + Group - 1) / Group * Group;
        _padded = padded;
        _z = workspace.Take<double>(padded);
        _position = workspace.Take<int>(k);
        _scratch = workspace.Take<double>(2L * padded * team.Size);
        _equation = new()
        {
            Count = k,
            D = workspace.Take<double>(padded),
            Next = workspace.Take<double>(padded),
            Z2 = workspace.Take<double>(padded),
            NextZ2 = workspace.Take<double>(padded),
            Pole = workspace.Take<double>(padded),
            Shift = workspace.Take<double>(padded),
            NewZ2 = workspace.Take<double>(padded),
            ColumnD = workspace.Take<double>(padded),
            ColumnZ = workspace.Take<double>(padded),
        };
        Prepare(d, z, kept, column, workspace.Take<int>(rows));
        team.Run(ref this);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public readonly void Run(int member, ThreadTeam team)
    {
        SecularEquation equation = _equation;
        (long begin, long end) = team.Share(member, _padded / SecularEquation.Group);
        equation.FirstGroup = (int)begin;
        equation.EndGroup = (int)end;
        equation.Work = SecularEquation.Phase.Roots;
        LanesDispatch.Run<double, SecularEquation>(ref equation);
        team.Barrier();
        equation.Work = SecularEquation.Phase.Weights;
        LanesDispatch.Run<double, SecularEquation>(ref equation);
        team.Barrier();
        if (member == 0)
        {
            for (int j = 0; j < equation.Count; j++)
            {
                int from = _position[j];
                equation.ColumnZ[j] = Math.CopySign(Math.Sqrt(equation.NewZ2[from]), _z[from]);
            }
        }

        team.Barrier();
        equation.Work = SecularEquation.Phase.Vectors;
        equation.U = _scratch + (2L * member * _padded);
        equation.V = equation.U + _padded;
        (begin, end) = team.Share(member, equation.Count);
        for (int i = (int)begin; i < end; i++)
        {
            equation.Root = i;
            LanesDispatch.Run<double, SecularEquation>(ref equation);
            WriteRow(ref equation, i);
        }
    }

    // Padding: poles and bounds of the last root again, so that surplus lanes compute it once more; columns beyond k weigh nothing.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Prepare(double* d, double* z, int* kept, int* column, int* rank)
    {
        int k = _equation.Count;
        double norm = 0;
        for (int i = 0; i < k; i++)
        {
            _z[i] = z[kept[i]];
            _equation.D[i] = d[kept[i]];
            _equation.Z2[i] = _z[i] * _z[i];
            norm += _equation.Z2[i];
        }

        // The largest root is at most sqrt(d^2 + |z|^2); four ulps keep it strictly inside.
        double last = _equation.D[k - 1];
        double bound = Math.Sqrt((last * last) + norm) * (1 + 8.9e-16);
        for (int i = 0; i < _padded; i++)
        {
            bool isLast = i >= k - 1;
            _equation.D[i] = isLast ? last : _equation.D[i];
            _equation.Z2[i] = isLast ? _equation.Z2[k - 1] : _equation.Z2[i];
            _equation.Next[i] = isLast ? bound : _equation.D[i + 1];
            _equation.NextZ2[i] = isLast ? 0 : _equation.Z2[i + 1];
            _equation.ColumnD[i] = i < k ? d[column[i]] : 4 * bound;
            _equation.ColumnZ[i] = 0;
        }

        for (int j = 0; j < k; j++)
        {
            rank[kept[j]] = j;
        }

        for (int i = 0; i < k; i++)
        {
            _position[i] = rank[column[i]];
            _zero = _position[i] == 0 ? i : _zero;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void WriteRow(ref SecularEquation equation, int i)
    {
        int k = equation.Count;
        Values[i] = equation.Pole[i] + equation.Shift[i];
        double scaleU = 1 / Math.Sqrt(equation.SumU + 1);
        double scaleV = 1 / Math.Sqrt(equation.SumV);
        if (_isProjected)
        {
            equation.U[_zero] = -1;
            for (int c = 0; c < _right.Rows; c++)
            {
                _rightResults[c, i] = scaleV * Dot.Of(equation.V, _right.Data + (c * _right.RowStride), k);
            }

            for (int c = 0; c < _left.Rows; c++)
            {
                _leftResults[c, i] = scaleU * Dot.Of(equation.U, _left.Data + (c * _left.RowStride), k);
            }

            return;
        }

        T* u = U.Data + (i * U.RowStride);
        T* v = V.Data + (i * V.RowStride);
        for (int j = 0; j < k; j++)
        {
            u[j] = T.CreateTruncating(equation.U[j] * scaleU);
            v[j] = T.CreateTruncating(equation.V[j] * scaleV);
        }

        u[_zero] = T.CreateTruncating(-scaleU);
    }
}
