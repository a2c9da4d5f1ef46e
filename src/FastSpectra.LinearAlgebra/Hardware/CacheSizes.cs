using System.Globalization;

namespace FastSpectra.LinearAlgebra;

/// <summary>Sizes in bytes of the caches a thread sees. They steer speed only: nothing that shapes a result may read them.</summary>
public static class CacheSizes
{
    private static readonly (long First, long Second, long Third) s_sizes = Read("/sys/devices/system/cpu/cpu0/cache");

    /// <summary>First-level data cache; 32 KiB where the system does not tell.</summary>
    public static long FirstLevel => s_sizes.First;

    /// <summary>Second-level cache; 512 KiB where the system does not tell.</summary>
    public static long SecondLevel => s_sizes.Second;

    /// <summary>Third-level cache, shared by several cores; 8 MiB where the system does not tell.</summary>
    public static long ThirdLevel => s_sizes.Third;

    /// <summary>Reads what Linux publishes below <paramref name="folder"/>; what is missing or senseless gets its default.</summary>
    internal static (long First, long Second, long Third) Read(string folder)
    {
        long[] sizes = [32 << 10, 512 << 10, 8 << 20];
        for (int index = 0; index < 8; index++)
        {
            string cache = Path.Combine(folder, $"index{index}");
            if (Text(cache, "type") is "Data" or "Unified"
                && int.TryParse(Text(cache, "level"), NumberStyles.None, CultureInfo.InvariantCulture, out int level)
                && level is >= 1 and <= 3
                && Bytes(Text(cache, "size")) is long bytes
                && bytes is >= 4 << 10 and <= 4L << 30)
            {
                sizes[level - 1] = bytes;
            }
        }

        return (sizes[0], sizes[1], sizes[2]);
    }

    private static string? Text(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file)).Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long? Bytes(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        int shift = text[^1] switch
        {
            'K' => 10,
            'M' => 20,
            'G' => 30,
            _ => 0,
        };
        string digits = shift == 0 ? text : text[..^1];
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value < 1L << 32
            ? value << shift
            : null;
    }
}
