using System.Numerics;
using FastSpectra.LinearAlgebra;

namespace FastSpectra.Training;

/// <summary>
/// Which samples make up which step. A batch of all samples keeps their order; smaller ones are cut from a new permutation in every
/// epoch, the last one being shorter where the batch size does not divide n (PyTorch's DataLoader with shuffle, without drop_last).
/// </summary>
/// <remarks>The permutation of an epoch depends on the seed and the epoch alone, so that a run can continue anywhere.</remarks>
public sealed class BatchOrder
{
    private readonly RandomStream _stream;
    private readonly int[] _order;
    private long _epoch = -1;

    /// <summary>Cuts <paramref name="count"/> samples into batches of <paramref name="batchSize"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The batch size is less than 1.</exception>
    public BatchOrder(int count, int batchSize, ulong seed, string stream = "batches")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        Count = count;
        BatchSize = Math.Min(batchSize, count);
        StepsPerEpoch = (count + BatchSize - 1) / BatchSize;
        _stream = new RandomStream(seed, stream);
        _order = IsFullBatch ? [] : new int[count];
    }

    /// <summary>Number of samples n.</summary>
    public int Count { get; }

    /// <summary>Samples per batch, at most n.</summary>
    public int BatchSize { get; }

    /// <summary>Batches per epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>True if every step sees all samples.</summary>
    public bool IsFullBatch => BatchSize == Count;

    /// <summary>The samples of step <paramref name="step"/> = 0, 1, ...; empty where the batch is the whole set.</summary>
    public ReadOnlySpan<int> Samples(long step)
    {
        if (IsFullBatch)
        {
            return default;
        }

        long epoch = step / StepsPerEpoch;
        if (epoch != _epoch)
        {
            _stream.Permutation(_order, epoch);
            _epoch = epoch;
        }

        int begin = (int)(step % StepsPerEpoch) * BatchSize;
        return _order.AsSpan(begin, Math.Min(BatchSize, Count - begin));
    }
}
