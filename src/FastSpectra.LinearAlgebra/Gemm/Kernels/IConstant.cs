using System.Runtime.InteropServices;

namespace FastSpectra.LinearAlgebra;

/// <summary>
/// An integer as a type, read as its size, so that a method compiled for it has the value as a constant. A size is known where the
/// compiler reads the code: branches on it are never compiled. A property would be known only after inlining, and code for the
/// rows that a tile does not have is then compiled first and dropped later.
/// </summary>
internal interface IConstant
{
    [StructLayout(LayoutKind.Sequential, Size = 1)]
    struct One : IConstant;

    [StructLayout(LayoutKind.Sequential, Size = 2)]
    struct Two : IConstant;

    [StructLayout(LayoutKind.Sequential, Size = 3)]
    struct Three : IConstant;

    [StructLayout(LayoutKind.Sequential, Size = 4)]
    struct Four : IConstant;

    [StructLayout(LayoutKind.Sequential, Size = 5)]
    struct Five : IConstant;

    [StructLayout(LayoutKind.Sequential, Size = 6)]
    struct Six : IConstant;

    [StructLayout(LayoutKind.Sequential, Size = 7)]
    struct Seven : IConstant;

    [StructLayout(LayoutKind.Sequential, Size = 8)]
    struct Eight : IConstant;
}
