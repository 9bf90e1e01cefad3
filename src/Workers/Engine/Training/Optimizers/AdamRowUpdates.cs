using System.Runtime.InteropServices;
using MlOpsDashboard.Workers.Engine.Graph;
using MlOpsDashboard.Workers.Engine.Kernels;
using MlOpsDashboard.Workers.Engine.Memory;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>
/// Moves a large table by Adam so that a step costs what the rows cost that it read, not what the table costs: a row that was not read has missed steps, in
/// which Adam moves it all the same by its decaying moments, and takes them when it is read, or when the table is. The numbers are those of the whole table
/// moved in every step.
/// </summary>
/// <remarks>Moments of the table are up to date where <see cref="Settle"/> was called.</remarks>
internal sealed unsafe class AdamRowUpdates : ILateRows, IDisposable
{
    // Smaller tables are moved whole: that takes less than finding their rows.
    private const long FewNumbers = 1 << 16;

    // Below, a moment that has all but vanished is not small beside it.
    private const double LeastEpsilon = 1e-12;

    private readonly Variable weight;
    private readonly Tensor momentum;
    private readonly Tensor velocity;
    private readonly (double Beta1, double Beta2, double Epsilon) settings;
    private readonly List<AdamRows.Step> steps = [];
    private readonly int[] done;
    private readonly int[] places;
    private readonly List<(int[] Rows, Tensor Values)> reads = [];
    private int[] rows = [];
    private (float LargestRate, float LeastKept) extremes = (0, 1);

    public AdamRowUpdates(Variable weight, Tensor momentum, Tensor velocity, double beta1, double beta2, double epsilon)
    {
        (this.weight, this.momentum, this.velocity, settings) = (weight, momentum, velocity, (beta1, beta2, epsilon));
        done = new int[weight.Shape[0]];
        places = new int[weight.Shape[0]];
        weight.LateRows = this;
    }

    /// <summary>How often a row was brought up to date because it was read or had a gradient.</summary>
    public long RowsMoved { get; private set; }

    /// <summary>Whether a weight's rows can be moved alone: a large table of float32 on the CPU, which nothing but its gradient and decay moves.</summary>
    public static bool Fits(Variable weight) =>
        weight is { IsTable: true, Regularizer: null, Constraint: null, LateRows: null }
        && weight.Count >= FewNumbers
        && weight.Shape.Length == 2
        && TensorMemory.Serves(weight.Value);

    /// <summary>Whether <see cref="Gradient"/> is there.</summary>
    public bool HasGradient => reads.Any(read => read.Values.grad is not null);

    public Tensor? Gradient
    {
        get
        {
            using var scope = NewDisposeScope();
            List<(int[] Rows, Tensor Values)> known = [.. reads.Where(read => read.Values.grad is not null)];
            switch (known)
            {
                case []:
                    return null;
                case [var only]:
                    rows = only.Rows;
                    return only.Values.grad!.MoveToOuterDisposeScope();
                default:
                    var (all, place) = Distinct([.. known.SelectMany(read => read.Rows)]);
                    rows = all;
                    return zeros(all.Length, weight.Shape[1])
                        .index_add(0, tensor(place), cat([.. known.Select(read => read.Values.grad!)]), 1)
                        .MoveToOuterDisposeScope();
            }
        }
    }

    public void ClearGradient()
    {
        foreach (var (_, values) in reads)
        {
            values.Dispose();
        }
        reads.Clear();
        rows = [];
    }

    public Tensor Lookup(Tensor numbers)
    {
        using var scope = NewDisposeScope();
        var (read, place) = Distinct(numbers.contiguous().data<long>().ToArray());
        Move(read, null);
        var values = weight.Unsettled.detach().index_select(0, tensor(Array.ConvertAll(read, row => (long)row)));
        if (is_grad_enabled() && weight.Unsettled.requires_grad)
        {
            values = values.DetachFromDisposeScope();
            values.requires_grad = true;
            reads.Add((read, values));
        }
        return values.index_select(0, tensor(place)).MoveToOuterDisposeScope();
    }

    /// <summary>One step, whose gradient is that of <see cref="Gradient"/>'s rows.</summary>
    /// <param name="gradient">As <see cref="Gradient"/> gave it, clipped or scaled since.</param>
    /// <param name="rate">With the bias correction.</param>
    /// <param name="kept">What weight decay leaves; 1 without.</param>
    public void Apply(Tensor gradient, float rate, float kept)
    {
        steps.Add(new AdamRows.Step(rate, kept));
        extremes = (Math.Max(extremes.LargestRate, Math.Abs(rate)), Math.Min(extremes.LeastKept, kept));
        using var plain = gradient.contiguous();
        Move(gradient.shape[0] == rows.Length ? rows : null, plain);
    }

    public void Settle()
    {
        if (steps.Count == 0 || !weight.HasValue)
        {
            return;
        }
        Move(null, null);
        Array.Clear(done);
        steps.Clear();
        extremes = (0, 1);
    }

    /// <summary>Brings all up to date and lets go of the weight.</summary>
    public void Dispose()
    {
        ClearGradient();
        Settle();
        weight.LateRows = null;
    }

    private void Move(int[]? some, Tensor? gradient)
    {
        var count = some?.Length ?? done.Length;
        RowsMoved += some?.Count(row => done[row] < steps.Count) ?? 0;
        var (beta1, beta2, epsilon) = settings;
        var table = new AdamRows.Table
        {
            Weight = TensorMemory.Of(weight.Unsettled),
            Momentum = TensorMemory.Of(momentum),
            Velocity = TensorMemory.Of(velocity),
            Width = (int)weight.Shape[1],
            Beta1 = (float)beta1,
            Rest1 = (float)(1 - beta1),
            Beta2 = (float)beta2,
            Rest2 = (float)(1 - beta2),
            Epsilon = (float)epsilon,
            Decays = extremes.LeastKept < 1,
            LargestRate = extremes.LargestRate,
            MovesEnd = epsilon >= LeastEpsilon && beta1 / Math.Sqrt(beta2) * 1.0001 < extremes.LeastKept,
        };
        fixed (int* numbers = some)
        {
            AdamRows.Run(table, numbers, count, done, CollectionsMarshal.AsSpan(steps), gradient is null ? null : TensorMemory.Of(gradient));
        }
    }

    // Each row once, in the order in which they first come, and where each of the list is among them.
    private (int[] Rows, long[] Places) Distinct<T>(T[] list)
        where T : struct, System.Numerics.IBinaryInteger<T>
    {
        List<int> distinct = [];
        var place = new long[list.Length];
        for (var i = 0; i < list.Length; i++)
        {
            var row = int.CreateChecked(list[i]);
            if (places[row] == 0)
            {
                distinct.Add(row);
                places[row] = distinct.Count;
            }
            place[i] = places[row] - 1;
        }
        foreach (var row in distinct)
        {
            places[row] = 0;
        }
        return ([.. distinct], place);
    }
}
