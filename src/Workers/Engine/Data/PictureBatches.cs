using System.Runtime.ExceptionServices;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Data;

/// <summary>
/// Batches of pictures in a given order, decoded and resized ahead of whoever takes them (decision 22). Threads of their own fill memory that the taking
/// thread has made, so none of them calls
/// libtorch; when a batch that is asked for is not whole yet, the taking thread decodes with them. What is given does not depend on how far ahead they are.
/// </summary>
public sealed class PictureBatches : IDisposable
{
    /// <summary>Batches ahead of the one that is computed on.</summary>
    public const int DefaultAhead = 2;

    private readonly PictureStore _store;
    private readonly IReadOnlyList<int[]> _batches;
    private readonly int _ahead;
    private readonly bool _leavesOut;
    private readonly List<(int Picture, Refusal Reason)> _refused = [];
    private readonly Queue<Work> _queue = [];
    private readonly Thread[] _helpers;
    private readonly object _gate = new();
    private int _ordered;
    private bool _closed;

    /// <param name="store">Where the pictures come from.</param>
    /// <param name="batches">Numbers of pictures, a batch at a time, in the order of <see cref="Next"/>.</param>
    /// <param name="ahead">Most batches that are begun before they are asked for; fewer where they are large, and none unless <see cref="FinalizerGate"/>
    /// holds finalizers back.</param>
    /// <param name="leavesOut">Whether a picture that can't be decoded is left out, and named in <see cref="Refused"/>; else its batch is refused.</param>
    public PictureBatches(PictureStore store, IReadOnlyList<int[]> batches, int ahead = DefaultAhead, bool leavesOut = false)
    {
        (_store, _batches, _leavesOut) = (store, batches, leavesOut);
        var bytes = 4L * store.Format.Length * (batches.Count == 0 ? 1 : Math.Max(1, batches[0].Length));
        _ahead = FinalizerGate.IsHeld ? (int)Math.Min(ahead, MemoryBudget.Current.BatchesAhead / bytes) : 0;
        Order(_ahead);
        // The thread that takes is one more; where there is one processor, another device may be what computes.
        var threads = Math.Min(Math.Max(1, ProcessThreads.Count - 1), batches.Sum(batch => batch.Length));
        _helpers = [.. Enumerable.Range(1, threads).Select(number => YieldingThread.Start($"pictures {number}", Help))];
    }

    /// <summary>The threads that decode.</summary>
    internal IReadOnlyList<Thread> Helpers => _helpers;

    /// <summary>The pictures that were left out of the batches given so far, in their order, each with what was expected of it.</summary>
    public IReadOnlyList<(int Picture, Refusal Reason)> Refused => _refused;

    /// <summary>The next batch, float32 [n, H, W, C], values 0..255. Where pictures are left out it is shorter, and may be empty.</summary>
    /// <exception cref="RefusedException">A picture of this batch can't be read or decoded: the first one of the batch.</exception>
    public Tensor Next()
    {
        Order(1);
        var work = _queue.Peek();
        while (Begin(work) is { } row)
        {
            Decode(work, row);
        }
        lock (_gate)
        {
            while (work.Left > 0)
            {
                Monitor.Wait(_gate);
            }
            _queue.Dequeue();
        }
        using var batch = work.Batch;
        work.Fault?.Throw();
        Order(_ahead);
        return work.Refused.Count == 0 ? batch.alias() : LeaveOut(work);
    }

    private Tensor LeaveOut(Work work)
    {
        _refused.AddRange(work.Refused.Select(refused => (work.Indices[refused.Key], refused.Value)));
        using var rows = tensor(Enumerable.Range(0, work.Indices.Length).Where(row => !work.Refused.ContainsKey(row)).Select(row => (long)row).ToArray());
        return work.Batch.index_select(0, rows);
    }

    /// <summary>Ends the threads, each after the picture that it is at.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
        foreach (var helper in _helpers)
        {
            helper.Join();
        }
        foreach (var work in _queue)
        {
            work.Batch.Dispose();
        }
        _queue.Clear();
    }

    // Makes the memory of batches until so many wait.
    private void Order(int waiting)
    {
        while (_queue.Count < waiting && _ordered < _batches.Count)
        {
            var work = new Work(_batches[_ordered++], _store.Format);
            lock (_gate)
            {
                _queue.Enqueue(work);
                Monitor.PulseAll(_gate);
            }
        }
    }

    private void Help()
    {
        while (true)
        {
            (Work Work, int Row)? next;
            lock (_gate)
            {
                while ((next = Oldest()) is null && !_closed)
                {
                    Monitor.Wait(_gate);
                }
                if (_closed)
                {
                    return;
                }
            }
            Decode(next!.Value.Work, next.Value.Row);
        }
    }

    private (Work Work, int Row)? Oldest()
    {
        foreach (var work in _queue)
        {
            if (Begin(work) is { } row)
            {
                return (work, row);
            }
        }
        return null;
    }

    private int? Begin(Work work)
    {
        lock (_gate)
        {
            return work.Begun < work.Indices.Length ? work.Begun++ : null;
        }
    }

    private void Decode(Work work, int row)
    {
        ExceptionDispatchInfo? fault = null;
        Refusal? refused = null;
        try
        {
            _store.Write(work.Indices[row], work.Row(row));
        }
        catch (RefusedException thrown) when (_leavesOut)
        {
            refused = thrown.Reason;
        }
        catch (Exception thrown)
        {
            fault = ExceptionDispatchInfo.Capture(thrown);
        }
        lock (_gate)
        {
            if (refused is not null)
            {
                work.Refused.Add(row, refused);
            }
            if (fault is not null && row < work.FaultRow)
            {
                (work.Fault, work.FaultRow) = (fault, row);
            }
            if (--work.Left == 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    private sealed unsafe class Work
    {
        private readonly float* _start;
        private readonly int _length;

        public Work(int[] indices, PictureFormat format)
        {
            (Indices, Left, _length) = (indices, indices.Length, format.Length);
            Batch = torch.empty([indices.Length, format.Height, format.Width, format.Channels], ScalarType.Float32).DetachFromDisposeScope();
            _start = TensorMemory.Of(Batch);
        }

        public int[] Indices { get; }

        public Tensor Batch { get; }

        /// <summary>Rows that are left out, and why.</summary>
        public SortedDictionary<int, Refusal> Refused { get; } = [];

        public int Begun { get; set; }

        public int Left { get; set; }

        public ExceptionDispatchInfo? Fault { get; set; }

        public int FaultRow { get; set; } = int.MaxValue;

        public Span<float> Row(int row) => new(_start + ((long)row * _length), _length);
    }
}
