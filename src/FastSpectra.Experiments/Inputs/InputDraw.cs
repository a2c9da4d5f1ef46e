using System.Globalization;

namespace FastSpectra.Experiments;

/// <summary>
/// Which of the independent draws of one seed a run uses. Runs that share a number share that part: a sweep over learning rates uses one
/// draw per repeat, a sweep over n keeps the teacher and the student of a value and draws data anew per repeat.
/// </summary>
/// <param name="Teacher">Draw of beta.</param>
/// <param name="Student">Draw of W and a.</param>
/// <param name="Data">Draw of the three datasets and their noise.</param>
public sealed record InputDraw(int Teacher, int Student, int Data)
{
    /// <summary>The draw of a single run.</summary>
    public static InputDraw First { get; } = new(0, 0, 0);

    /// <summary>Everything new in each repeat.</summary>
    public static InputDraw Repeat(int index) => new(index, index, index);

    /// <summary>Name of the random stream of one purpose in one draw.</summary>
    internal static string Stream(string purpose, int draw) =>
        purpose + Suffix(draw);

    /// <summary>What the names of all streams of one draw end with.</summary>
    internal static string Suffix(int draw) => draw == 0 ? "" : "#" + draw.ToString(CultureInfo.InvariantCulture);
}
