namespace FastSpectra.Checkpoints;

/// <summary>Sizes and names of element types, in safetensors headers and in results.</summary>
public static class ElementTypeNames
{
    private static readonly (ElementType Type, int Size, string Safetensors, string Name)[] s_table =
    [
        (ElementType.Float64, 8, "F64", "float64"),
        (ElementType.Float32, 4, "F32", "float32"),
        (ElementType.Float16, 2, "F16", "float16"),
        (ElementType.BFloat16, 2, "BF16", "bfloat16"),
        (ElementType.Float8E4M3, 1, "F8_E4M3", "float8_e4m3"),
        (ElementType.Float8E5M2, 1, "F8_E5M2", "float8_e5m2"),
        (ElementType.Float8E8M0, 1, "F8_E8M0", "float8_e8m0"),
        (ElementType.Complex64, 8, "C64", "complex64"),
        (ElementType.Int64, 8, "I64", "int64"),
        (ElementType.Int32, 4, "I32", "int32"),
        (ElementType.Int16, 2, "I16", "int16"),
        (ElementType.Int8, 1, "I8", "int8"),
        (ElementType.UInt64, 8, "U64", "uint64"),
        (ElementType.UInt32, 4, "U32", "uint32"),
        (ElementType.UInt16, 2, "U16", "uint16"),
        (ElementType.UInt8, 1, "U8", "uint8"),
        (ElementType.Boolean, 1, "BOOL", "bool"),
    ];

    /// <summary>Bytes of one element.</summary>
    public static int Size(this ElementType type) => s_table[(int)type].Size;

    /// <summary>Name in a safetensors header, such as <c>F32</c>.</summary>
    public static string SafetensorsName(this ElementType type) => s_table[(int)type].Safetensors;

    /// <summary>Name in results, such as <c>float32</c> (NumPy's and PyTorch's).</summary>
    public static string Name(this ElementType type) => s_table[(int)type].Name;

    /// <summary>True where the type is a real floating-point number.</summary>
    public static bool IsFloatingPoint(this ElementType type) => type <= ElementType.Float8E8M0;

    /// <summary>Finds the type that a safetensors header calls <paramref name="name"/> (exact case).</summary>
    public static bool TryParseSafetensors(string name, out ElementType type)
    {
        foreach ((ElementType candidate, _, string safetensors, _) in s_table)
        {
            if (safetensors == name)
            {
                type = candidate;
                return true;
            }
        }

        type = default;
        return false;
    }

    /// <summary>The stored type of a .NET number type.</summary>
    /// <exception cref="NotSupportedException">Tensors of this type are not stored.</exception>
    public static ElementType Of<T>()
        where T : unmanaged =>
        typeof(T) == typeof(double) ? ElementType.Float64
        : typeof(T) == typeof(float) ? ElementType.Float32
        : typeof(T) == typeof(Half) ? ElementType.Float16
        : typeof(T) == typeof(long) ? ElementType.Int64
        : typeof(T) == typeof(int) ? ElementType.Int32
        : typeof(T) == typeof(short) ? ElementType.Int16
        : typeof(T) == typeof(sbyte) ? ElementType.Int8
        : typeof(T) == typeof(ulong) ? ElementType.UInt64
        : typeof(T) == typeof(uint) ? ElementType.UInt32
        : typeof(T) == typeof(ushort) ? ElementType.UInt16
        : typeof(T) == typeof(byte) ? ElementType.UInt8
        : typeof(T) == typeof(bool) ? ElementType.Boolean
        : throw new NotSupportedException($"tensors of {typeof(T)} cannot be stored");
}
