namespace FastSpectra.LinearAlgebra;

/// <summary>An integer as a type, so that a method compiled for it has the value as a constant.</summary>
internal interface IConstant
{
    static abstract int Value { get; }

    struct One : IConstant
    {
        public static int Value => 1;
    }

    struct Two : IConstant
    {
        public static int Value => 2;
    }

    struct Three : IConstant
    {
        public static int Value => 3;
    }

    struct Four : IConstant
    {
        public static int Value => 4;
    }

    struct Five : IConstant
    {
        public static int Value => 5;
    }

    struct Six : IConstant
    {
        public static int Value => 6;
    }

    struct Seven : IConstant
    {
        public static int Value => 7;
    }

    struct Eight : IConstant
    {
        public static int Value => 8;
    }
}
