using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Graph.Constraints;
using MlOpsDashboard.Workers.Engine.Graph.Initializers;
using MlOpsDashboard.Workers.Engine.Graph.Regularizers;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Graph;

/// <summary>
/// A weight of a layer. <see cref="Value"/> has Keras's logical shape; in memory it lies as libtorch wants it (a Conv2D kernel is HWIO to read and
/// OHWI in storage), so that the forward pass takes a view, never a copy. Optimisers work element by element and never see the difference.
/// </summary>
public sealed class Variable : IDisposable
{
    private readonly int[]? storageOrder;
    private Tensor? value;
    private ulong seed;
    private Device? device;

    /// <param name="storageOrder">The logical axes from slowest to fastest in memory; null is C order.</param>
    public Variable(
        string name,
        IReadOnlyList<long> shape,
        Initializer initializer,
        bool trainable = true,
        Regularizer? regularizer = null,
        ScalarType type = ScalarType.Float32,
        int[]? storageOrder = null
    )
    {
        (Name, Shape, Initializer, Trainable, Regularizer, Type) = (name, [.. shape], initializer, trainable, regularizer, type);
        this.storageOrder = storageOrder;
        Path = name;
    }

    /// <summary>"kernel", "moving_mean".</summary>
    public string Name { get; }

    /// <summary>Keras's path: "conv2d/kernel".</summary>
    public string Path { get; internal set; }

    public long[] Shape { get; }

    public ScalarType Type { get; }

    public long Count => Shape.Aggregate(1L, (product, d) => product * d);

    /// <summary>The weight's own: false for moving statistics. Whether it trains also depends on its layer.</summary>
    public bool Trainable { get; }

    public Initializer Initializer { get; }

    public Regularizer? Regularizer { get; }

    /// <summary>What the weight is brought back to after each step; null: nothing.</summary>
    public Constraint? Constraint { get; internal init; }

    /// <summary>Applies the constraint, if there is one.</summary>
    public void ApplyConstraint()
    {
        if (Constraint is null)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        Value.copy_(Constraint.Project(Value));
    }

    /// <summary>True once a value was assigned, initialised or read.</summary>
    public bool HasValue => value is not null;

    /// <summary>The weight itself, a leaf tensor owned by this variable. A first read of a weight that nothing was assigned to initialises it.</summary>
    public Tensor Value
    {
        get
        {
            LateRows?.Settle();
            return Unsettled;
        }
    }

    /// <summary>The same as it lies in memory, where <see cref="LateRows"/> may have rows to bring up to date.</summary>
    internal Tensor Unsettled
    {
        get
        {
            if (value is null)
            {
                Initialize(seed);
            }

            return value!;
        }
    }

    /// <summary>Whether it is a table of which a network reads rows, and nothing else.</summary>
    internal bool IsTable { get; set; }

    /// <summary>What moves its rows late while it is trained; null: each step moves all of it.</summary>
    internal ILateRows? LateRows { get; set; }

    /// <summary>Rows of a table.</summary>
    /// <param name="rows">Their numbers, int64, (count).</param>
    internal Tensor Lookup(Tensor rows) => LateRows?.Lookup(rows) ?? Value.index_select(0, rows);

    /// <summary>What the backward pass left: of its shape, or where rows are moved late, of those rows that were read.</summary>
    internal Tensor? Gradient => LateRows is null ? Unsettled.grad : LateRows.Gradient;

    internal void ClearGradient()
    {
        if (LateRows is null)
        {
            Unsettled.grad = null;
        }
        else
        {
            LateRows.ClearGradient();
        }
    }

    /// <summary>The value as it lies in memory, in C order of its storage; a view.</summary>
    internal Tensor Stored() => storageOrder is null ? Value.detach() : Value.detach().permute([.. storageOrder.Select(axis => (long)axis)]);

    /// <summary>Draws the initial value; the same seed and path give the same numbers.</summary>
    public void Initialize(ulong withSeed)
    {
        seed = withSeed;
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var generator = new Generator(SeedOf(withSeed, Path));
        Assign(Initializer.Create(Shape, Type, generator));
    }

    /// <summary>Sets the seed of a later automatic initialisation, without spending memory on it now.</summary>
    internal void SeedWith(ulong later) => seed = later;

    /// <summary>Moves the weight, its layout kept. What needs gradients is to be marked anew.</summary>
    internal void MoveTo(Device target)
    {
        device = target;
        if (value is null)
        {
            return;
        }

        LateRows?.Settle();
        using var quiet = no_grad();
        using var before = value;
        value = before.detach().to(target).DetachFromDisposeScope();
    }

    /// <summary>Copies a tensor of the same logical shape into the weight.</summary>
    /// <exception cref="RefusedException">The shape differs.</exception>
    public void Assign(Tensor source)
    {
        if (!source.shape.AsSpan().SequenceEqual(Shape))
        {
            throw new RefusedException(
                new Refusal("graph.weight.shape", ("weight", Path), ("expected", string.Join(", ", Shape)), ("received", string.Join(", ", source.shape)))
            );
        }

        using var quiet = no_grad();
        LateRows?.Settle();
        value ??= Allocate();
        value.copy_(source);
    }

    /// <summary>Copies numbers in C order of <see cref="Shape"/> into the weight.</summary>
    public void Assign(float[] source)
    {
        if (source.LongLength != Count)
        {
            throw new RefusedException(
                new Refusal("graph.weight.count", ("weight", Path), ("count", Count), ("shape", string.Join(", ", Shape)), ("received", source.LongLength))
            );
        }

        using var scope = NewDisposeScope();
        Assign(tensor(source, Shape));
    }

    public void Dispose()
    {
        value?.Dispose();
        value = null;
    }

    private Tensor Allocate()
    {
        if (storageOrder is null)
        {
            return empty(Shape, Type, device).DetachFromDisposeScope();
        }

        using var scope = NewDisposeScope();
        var inStorage = empty([.. storageOrder.Select(axis => Shape[axis])], Type, device);
        var back = new long[storageOrder.Length];
        for (var i = 0; i < back.Length; i++)
        {
            back[storageOrder[i]] = i;
        }

        return inStorage.permute(back).detach().DetachFromDisposeScope();
    }

    // FNV-1a over the path, so that every weight draws its own stream.
    private static ulong SeedOf(ulong seed, string path)
    {
        var hash = 14695981039346656037UL ^ seed;
        foreach (var c in path)
        {
            hash = (hash ^ c) * 1099511628211UL;
        }

        return hash & 0x7FFF_FFFF_FFFF_FFFF;
    }
}
