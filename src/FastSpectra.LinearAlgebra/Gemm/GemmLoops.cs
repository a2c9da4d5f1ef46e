using System.Numerics;
using System.Runtime.CompilerServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// C = alpha A B + beta C by the five loops around a tile: rows in blocks, k in blocks of KC (A packed, third-level cache), columns in
/// blocks (B packed straight into the second level), then all panels of A (first level) over the panels of B, C walked along its rows.
/// 2mnk flops. Source: Goto and van de Geijn 2008, with loops exchanged: a panel of A of 16 KiB stays in L1 and C is met row by row,
/// which costs fewer misses of C (measured 5-10 %); a block of B that is packed when it is needed never travels through the third level (4 %).
/// </summary>
/// <remarks>
/// Members of a team pack A, each for itself or shares of the same block, meet at a barrier and compute disjoint tiles of C: each its own columns, whose B
/// it packs for itself, or, where that would leave one of them with too much, tiles under one block of B, with a barrier for each. Who has computed its own
/// columns takes rows of others', since processors are not equally fast: beside a neighbour's work one member waited a tenth of the time.
/// </remarks>
internal unsafe struct GemmLoops<TTile, T> : ITeamTask
    where TTile : struct, ITile<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Rows of B fetched ahead of their use: packed ones come from the second level, others from memory (8 there costs 25 %).
    private const int AheadPacked = 8;
    private const int AheadInPlace = 16;

    // C is fetched while its tile's sums run; a tile of so few steps is over before memory answers, and fetches one further right instead
    // (3000 x 3000 x 32, beta 1: 3 to 8 %).
    private const int LongestToFetchAhead = 128;
    private const int BytesAhead = 128;

    // Panels of A in a piece of rows: a fifth of a millisecond at most, in which a member may be the last.
    private const int PanelsPerPiece = 8;

    public GemmPlan<T> Plan;

    private static int PanelColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TTile.Vectors * TTile.Lanes;
    }

    private static int ColumnsAhead
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Math.Max(1, BytesAhead / (PanelColumns * sizeof(T))) * PanelColumns;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public void Run(int member, ThreadTeam team)
    {
        int kc = BlockingModel.StepsPerBlock<T>();
        T* left = Plan.Buffer + Plan.MemberBlocksSize;
        T* right = left + (Plan.LeftBuffers * Plan.LeftBlockSize);
        int leftTurn = 0;
        int rightTurn = 0;
        int turn = 0;
        for (int row = 0; row < Plan.M; row += Plan.RowBlock)
        {
            int rows = Math.Min(Plan.RowBlock, Plan.M - row);
            for (int step = 0; step < Plan.K; step += kc)
            {
                int steps = Math.Min(kc, Plan.K - step);
                T* packedA = left + ((Plan.OwnLeft ? member : leftTurn) * Plan.LeftBlockSize);
                leftTurn = Plan.LeftBuffers - 1 - leftTurn;
                PackLeft(Plan.OwnLeft ? 0 : member, Plan.OwnLeft ? ThreadTeam.Single : team, row, rows, step, steps, packedA);
                if (Plan.PackedLeft is not null)
                {
                    packedA = Plan.PackedLeft + ((nint)step * Plan.M) + ((nint)row * steps);
                }

                if (Plan.OwnColumns)
                {
                    team.Barrier();
                    (int firstColumn, int endColumn) = Plan.ColumnsOf<TTile>(member, team.Size);
                    Block own = new(row, rows, firstColumn, endColumn - firstColumn, step, steps);
                    ComputeOwn(member, own, packedA, right, ++turn);
                    Help(member, team.Size, own, packedA, right, turn);
                    continue;
                }

                for (int column = 0; column < Plan.N && !(Plan.LowerOnly && column >= row + rows); column += Plan.ColumnBlock)
                {
                    Block block = new(row, rows, column, Math.Min(Plan.ColumnBlock, Plan.N - column), step, steps);
                    T* packedB = right + (rightTurn * Plan.RightBlockSize);
                    rightTurn = Plan.RightBuffers - 1 - rightTurn;
                    PackRight(member, team, block, packedB);
                    if (Plan.PackedRight is not null)
                    {
                        packedB = Plan.PackedRight + ((nint)step * PackedMatrix<T>.Padded(Plan.N, TTile.Lanes)) + ((nint)column * steps);
                    }

                    team.Barrier();
                    Compute(Share(member, block), block, packedA, packedB);
                }
            }
        }
    }

    // The member's own columns, block by block.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void ComputeOwn(int member, in Block all, T* packedA, T* right, int turn)
    {
        MemberBlock* mine = (MemberBlock*)Plan.Buffer + member;
        T* packedB = right + (member * Plan.RightBlockSize);
        int end = all.Column + all.Columns;
        for (int column = all.Column; column < end && !(Plan.LowerOnly && column >= all.Row + all.Rows); column += Plan.ColumnBlock)
        {
            SpinWait spin = default;
            while (Volatile.Read(ref mine->Helpers) != 0)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            Block block = all with { Column = column, Columns = Math.Min(Plan.ColumnBlock, end - column) };
            PackRight(0, ThreadTeam.Single, block, packedB);
            mine->Column = block.Column;
            mine->Columns = block.Columns;
            Volatile.Write(ref mine->NextRow, 0);
            while (TakeRows(mine, block, packedA, packedB))
            {
            }

            Volatile.Write(ref mine->NextRow, MemberBlock.Closed);
        }

        Volatile.Write(ref mine->FinishedTurn, turn);
    }

    // Rows of others' columns until there are none. A member counts as a helper before it takes rows: the owner packs its next columns into the
    // same memory, and closes the block before it looks whether anybody is left.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void Help(int member, int members, in Block any, T* packedA, T* right, int turn)
    {
        SpinWait spin = default;
        for (bool finished = false; !finished;)
        {
            finished = true;
            for (int other = member + 1; other < member + members; other++)
            {
                int owner = other % members;
                MemberBlock* theirs = (MemberBlock*)Plan.Buffer + owner;
                bool theirsFinished = Volatile.Read(ref theirs->FinishedTurn) == turn;
                while (Volatile.Read(ref theirs->NextRow) < any.Rows)
                {
                    Interlocked.Increment(ref theirs->Helpers);
                    TakeRows(theirs, any, packedA, right + (owner * Plan.RightBlockSize));
                    Interlocked.Decrement(ref theirs->Helpers);
                }

                finished &= theirsFinished;
            }

            if (!finished)
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    // The next piece of the columns that are open there; false if there was none.
    private readonly bool TakeRows(MemberBlock* open, in Block any, T* packedA, T* packedB)
    {
        int rows = PanelsPerPiece * TTile.Rows;
        int first = Interlocked.Add(ref open->NextRow, rows) - rows;
        if (first >= any.Rows)
        {
            return false;
        }

        Block block = any with { Column = open->Column, Columns = open->Columns };
        Compute((first, Math.Min(first + rows, block.Rows), 0, block.Columns), block, packedA, packedB);
        return true;
    }

    private readonly void PackLeft(int member, ThreadTeam team, int row, int rows, int step, int steps, T* destination)
    {
        if (Plan.PackedLeft is not null || Plan.LeftTransposedInPlace)
        {
            return;
        }

        (long begin, long end) = team.Share(member, rows, TTile.Rows);
        T* target = destination + (begin * steps);
        if (Plan.LeftInPlace)
        {
            begin = Math.Max(begin, rows - (rows % TTile.Rows));
            target = destination;
        }

        if (begin < end)
        {
            T* source = Plan.A.Data + ((row + (nint)begin) * Plan.A.RowStride) + (step * Plan.A.ColumnStride);
            Packing.Pack(source, Plan.A.RowStride, Plan.A.ColumnStride, (int)(end - begin), steps, TTile.Rows, 1, target);
        }
    }

    private readonly void PackRight(int member, ThreadTeam team, in Block block, T* destination)
    {
        if (Plan.PackedRight is not null)
        {
            return;
        }

        (long begin, long end) = team.Share(member, block.Columns, PanelColumns);
        T* target = destination + (begin * block.Steps);
        if (Plan.RightInPlace)
        {
            // Whole vectors can be read where they lie; a last, partial one must not be read past the matrix.
            begin = block.Columns % TTile.Lanes == 0 ? end : Math.Max(begin, block.Columns - (block.Columns % PanelColumns));
            target = destination;
        }

        if (begin < end)
        {
            T* source = Plan.B.Data + ((block.Column + (nint)begin) * Plan.B.ColumnStride) + (block.Step * Plan.B.RowStride);
            Packing.Pack(source, Plan.B.ColumnStride, Plan.B.RowStride, (int)(end - begin), block.Steps, PanelColumns, TTile.Lanes, target);
        }
    }

    [SkipLocalsInit]
    private readonly void Compute((int FirstRow, int EndRow, int FirstColumn, int EndColumn) tiles, in Block block, T* packedA, T* packedB)
    {
        T* sums = stackalloc T[TTile.Rows * PanelColumns];
        (int firstRow, int endRow, int firstColumn, int endColumn) = tiles;
        T beta = block.Step == 0 ? Plan.Beta : T.One;
        TileOperands<T> direct = new()
        {
            K = block.Steps,
            AheadC = block.Steps <= LongestToFetchAhead ? ColumnsAhead : 0,
            RowStrideC = Plan.C.RowStride,
            Alpha = Plan.Alpha,
            Beta = beta,
        };
        TileOperands<T> scratch = direct with { AheadC = 0, RowStrideC = PanelColumns, Alpha = T.One, Beta = T.Zero };
        TileOperands<T> merge = direct with { StrideB = PanelColumns };
        bool rowsOfC = Plan.C.ColumnStride == 1;
        bool wholePanels = rowsOfC && !Plan.LowerOnly && !Plan.RightInPlace;
        int pass = Plan.PanelsPerPass * PanelColumns;
        for (int passColumn = firstColumn; passColumn < endColumn; passColumn += pass)
        {
            int passEnd = Math.Min(passColumn + pass, endColumn);
            for (int i = firstRow; i < endRow; i += TTile.Rows)
            {
                int rows = Math.Min(TTile.Rows, endRow - i);
                bool inPlace = Plan.LeftInPlace && rows == TTile.Rows;
                T* a = packedA + (Plan.LeftInPlace ? 0 : (nint)i * block.Steps);
                nint strideA = rows;
                if (inPlace || Plan.LeftTransposedInPlace)
                {
                    a = Plan.A.Data + ((nint)(block.Row + i) * Plan.A.RowStride) + (block.Step * Plan.A.ColumnStride);
                    strideA = inPlace ? Plan.A.RowStride : Plan.A.ColumnStride;
                }

                direct.StrideA = scratch.StrideA = strideA;
                int j = passColumn;
                if (wholePanels)
                {
                    // Nothing to decide from tile to tile (3000 x 3000 x 32, 256 bits: 4 %).
                    direct.StrideB = PanelColumns;
                    direct.AheadB = AheadPacked * PanelColumns;
                    T* b = packedB + ((nint)j * block.Steps);
                    T* c = Plan.C.Data + ((nint)(block.Row + i) * Plan.C.RowStride) + block.Column + j;
                    for (; j <= passEnd - PanelColumns; j += PanelColumns)
                    {
                        RunTile(inPlace, rows, TTile.Vectors, direct, a, b, c);
                        b += (nint)PanelColumns * block.Steps;
                        c += PanelColumns;
                    }
                }

                for (; j < passEnd; j += PanelColumns)
                {
                    if (Plan.LowerOnly && block.Row + i + rows <= block.Column + j)
                    {
                        break;
                    }

                    int width = Math.Min(PanelColumns, endColumn - j);
                    int columns = width;
                    if (Plan.LowerOnly)
                    {
                        // No vector that lies wholly above the diagonal.
                        int needed = block.Row + i + rows - block.Column - j;
                        columns = Math.Min(width, (needed + TTile.Lanes - 1) / TTile.Lanes * TTile.Lanes);
                    }

                    int vectors = (columns + TTile.Lanes - 1) / TTile.Lanes;
                    bool whole = columns == vectors * TTile.Lanes;
                    T* b = packedB + (Plan.RightInPlace ? 0 : (nint)j * block.Steps);
                    nint strideB = (width + TTile.Lanes - 1) / TTile.Lanes * TTile.Lanes;
                    nint aheadB = AheadPacked * strideB;
                    if (Plan.RightInPlace && (width == PanelColumns || block.Columns % TTile.Lanes == 0))
                    {
                        b = Plan.B.Data + (block.Step * Plan.B.RowStride) + block.Column + j;
                        strideB = Plan.B.RowStride;
                        aheadB = AheadInPlace * strideB;
                    }

                    direct.StrideB = scratch.StrideB = strideB;
                    direct.AheadB = scratch.AheadB = aheadB;
                    T* c = Plan.C.Data + ((nint)(block.Row + i) * Plan.C.RowStride) + ((nint)(block.Column + j) * Plan.C.ColumnStride);
                    if (whole && rowsOfC)
                    {
                        RunTile(inPlace, rows, vectors, direct, a, b, c);
                    }
                    else
                    {
                        RunTile(inPlace, rows, vectors, scratch, a, b, sums);
                        TTile.Merge(rows, columns, merge, sums, c, Plan.C.ColumnStride);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RunTile(bool inPlace, int rows, int vectors, in TileOperands<T> x, T* a, T* b, T* c)
    {
        if (inPlace)
        {
            TTile.RunInPlace(vectors, x, a, b, c);
        }
        else
        {
            TTile.Run(rows, vectors, x, a, b, c);
        }
    }

    /// <summary>The tiles of one member: a rectangle, or rows with an equal share of the lower triangle.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly (int FirstRow, int EndRow, int FirstColumn, int EndColumn) Share(int member, in Block block)
    {
        int rowPanels = (block.Rows + TTile.Rows - 1) / TTile.Rows;
        int columnPanels = (block.Columns + PanelColumns - 1) / PanelColumns;
        if (!Plan.LowerOnly)
        {
            int r = member / Plan.GridColumns;
            int c = member % Plan.GridColumns;
            return (
                Cut(rowPanels, r, Plan.GridRows, TTile.Rows, block.Rows),
                Cut(rowPanels, r + 1, Plan.GridRows, TTile.Rows, block.Rows),
                Cut(columnPanels, c, Plan.GridColumns, PanelColumns, block.Columns),
                Cut(columnPanels, c + 1, Plan.GridColumns, PanelColumns, block.Columns));
        }

        long total = 0;
        for (int i = 0; i < rowPanels; i++)
        {
            total += TilesInRow(block, i, columnPanels);
        }

        long before = total * member / Plan.GridRows;
        long after = total * (member + 1) / Plan.GridRows;
        int first = -1;
        int end = rowPanels;
        long seen = 0;
        for (int i = 0; i < rowPanels; i++)
        {
            if (first < 0 && seen >= before)
            {
                first = i;
            }

            if (seen >= after)
            {
                end = i;
                break;
            }

            seen += TilesInRow(block, i, columnPanels);
        }

        first = first < 0 ? rowPanels : first;
        return (first * TTile.Rows, Math.Min(Math.Max(first, end) * TTile.Rows, block.Rows), 0, block.Columns);
    }

    private static int TilesInRow(in Block block, int panel, int columnPanels)
    {
        int lastRow = block.Row + Math.Min((panel + 1) * TTile.Rows, block.Rows) - 1;
        return Math.Clamp(((lastRow - block.Column) / PanelColumns) + (lastRow >= block.Column ? 1 : 0), 0, columnPanels);
    }

    private static int Cut(int panels, int part, int parts, int panel, int size) =>
        (int)Math.Min((long)panels * part / parts * panel, size);

    private readonly record struct Block(int Row, int Rows, int Column, int Columns, int Step, int Steps);
}
