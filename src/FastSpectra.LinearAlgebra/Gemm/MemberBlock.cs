using System.Runtime.InteropServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// The block of columns that one member of a team computes now; rows of it are handed out one piece after the other, to that member and to others that
/// have finished their own columns. Two cache lines, shared by all members.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal struct MemberBlock
{
    public const int Bytes = 128;

    /// <summary>A <see cref="NextRow"/> beyond all rows: there is nothing to take. Far from overflow whatever is added in vain.</summary>
    public const int Closed = 1 << 30;

    /// <summary>The first row that nobody has taken.</summary>
    public int NextRow;

    /// <summary>Members that compute rows of this block, its own not counted: its packed columns must stay as they are.</summary>
    public int Helpers;

    public int Column;

    public int Columns;

    /// <summary>The last turn whose columns are all handed out.</summary>
    public int FinishedTurn;
}
