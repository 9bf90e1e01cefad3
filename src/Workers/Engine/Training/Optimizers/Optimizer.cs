using System.Text.Json.Nodes;
using MlOpsDashboard.Workers.Engine.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training.Optimizers;

/// <summary>
/// A Keras optimiser as elementwise arithmetic on the weights: clip, decay, update, average (https://keras.io/api/optimizers/).
/// Its variables are kept in Keras's order, so that its state can be saved into and read from Keras's files.
/// </summary>
public abstract class Optimizer(OptimizerOptions options) : IDisposable
{
    private readonly List<OptimizerVariable> _variables = [];
    private IReadOnlyList<Variable> _weights = [];
    private Tensor[] _averages = [];
    private Tensor[] _accumulated = [];
    private float[]? _multipliers;

    public OptimizerOptions Options => options;

    /// <summary>Keras's class name.</summary>
    public virtual string ClassName => GetType().Name;

    /// <summary>Keras's instance name, the head of its variables' paths.</summary>
    public string Name => NameScope.SnakeCase(ClassName);

    /// <summary>The present rate, float32 as Keras reports it.</summary>
    /// <remarks>With a schedule it is the rate of the next step, and setting it has no effect.</remarks>
    public float LearningRate
    {
        get => field;
        set => field = options.Schedule?.At(Iterations) ?? value;
    } = options.Schedule?.At(0) ?? options.LearningRate;

    /// <summary>Steps taken, those that only accumulate included.</summary>
    public long Iterations { get; private set; }

    /// <summary>The weights it moves.</summary>
    public IReadOnlyList<Variable> Weights => _weights;

    /// <summary>Its slots in Keras's order, without the iteration count and the learning rate that stand before them.</summary>
    public IReadOnlyList<OptimizerVariable> Slots
    {
        get
        {
            SettleRows();
            return _variables;
        }
    }

    /// <summary>Makes the slots for these weights, all zero.</summary>
    /// <param name="weights">What it moves.</param>
    /// <param name="multipliers">What the rate of each weight is multiplied with; null for the same rate everywhere.</param>
    public void Build(IReadOnlyList<Variable> weights, IReadOnlyList<float>? multipliers = null)
    {
        _multipliers = multipliers is null ? null : [.. multipliers];
        if (_weights.Count > 0)
        {
            throw new InvalidOperationException("This optimizer has its weights already.");
        }
        _weights = weights;
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        if (options.UseEma)
        {
            _averages = AddSlots("average");
        }
        if (options.GradientAccumulationSteps is not null)
        {
            _accumulated = AddSlots("gradient_accumulator");
        }
        CreateSlots();
    }

    /// <summary>One step. Gradients stand in the order of the weights; a null one leaves its weight alone.</summary>
    public void Apply(IReadOnlyList<Tensor?> gradients)
    {
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        if (options.GradientAccumulationSteps is { } steps)
        {
            Accumulate(gradients, steps);
        }
        else
        {
            Update(gradients);
        }
        if (options.UseEma)
        {
            Average();
        }
        foreach (var weight in _weights)
        {
            weight.ApplyConstraint();
        }
        Iterations++;
        LearningRate = options.Schedule?.At(Iterations) ?? LearningRate;
    }

    /// <summary>What Keras's fit does after the last epoch: with a moving average, the weights become it.</summary>
    public void FinalizeWeights()
    {
        if (!options.UseEma)
        {
            return;
        }
        using var quiet = torch.no_grad();
        for (var i = 0; i < _weights.Count; i++)
        {
            _weights[i].Value.copy_(_averages[i]);
        }
    }

    /// <summary>Keras's config, keys in Keras's order.</summary>
    public JsonObject GetConfig()
    {
        var config = options.ToConfig(Name, LearningRate);
        AddConfig(config);
        return config;
    }

    /// <summary>The state apart from the slots.</summary>
    public OptimizerState State
    {
        get => new(Iterations, LearningRate, Scalars);
        set => (Iterations, LearningRate, Scalars) = (value.Iterations, value.LearningRate, value.Scalars);
    }

    /// <summary>Further numbers that must survive a resume.</summary>
    protected virtual IReadOnlyList<double> Scalars
    {
        get => [];
        set { }
    }

    protected abstract void CreateSlots();

    protected virtual void BeginStep() { }

    /// <summary>What a weight's rate is multiplied with.</summary>
    protected float Multiplier(int index) => _multipliers?[index] ?? 1;

    /// <summary>What weight decay leaves of a weight in this step; 1 without.</summary>
    protected double Kept(int index) =>
        options.WeightDecay is { } decay && !options.ExcludedFromDecay.Any(_weights[index].Name.Contains) ? 1 - (decay * LearningRate * Multiplier(index)) : 1;

    /// <summary>Brings weights and slots up to date whose rows are moved late.</summary>
    protected virtual void SettleRows() { }

    /// <summary>Whether nothing but the update moves a weight, and decay: no average, and no gradient that is kept for a later step.</summary>
    protected bool MovesByGradientAlone => !options.UseEma && options.GradientAccumulationSteps is null;

    /// <summary>Moves every weight that has a gradient.</summary>
    protected virtual void UpdateSteps(IReadOnlyList<Tensor?> gradients)
    {
        for (var i = 0; i < _weights.Count; i++)
        {
            if (gradients[i] is { } gradient)
            {
                using var scope = torch.NewDisposeScope();
                UpdateStep(i, _weights[i].Value, gradient);
            }
        }
    }

    protected abstract void UpdateStep(int index, Tensor weight, Tensor gradient);

    protected abstract void AddConfig(JsonObject config);

    protected Tensor[] AddSlots(string name, double value = 0) => AddSlots([name], value)[0];

    /// <summary>Slots of several kinds, weight by weight as Keras adds them in one call.</summary>
    protected Tensor[][] AddSlots(string[] names, double value = 0)
    {
        var slots = names.Select(_ => new Tensor[_weights.Count]).ToArray();
        for (var i = 0; i < _weights.Count; i++)
        {
            for (var k = 0; k < names.Length; k++)
            {
                // Laid out in memory as the weight is, so that updates run through both in one sweep.
                var slot = torch.full_like(_weights[i].Value.detach(), value).DetachFromDisposeScope();
                slots[k][i] = slot;
                _variables.Add(new OptimizerVariable($"{Name}/{_weights[i].Path.Replace('/', '_')}_{names[k]}", slot));
            }
        }
        return slots;
    }

    /// <summary>Lets go of weights whose rows are moved late.</summary>
    protected virtual void ReleaseRows() { }

    public void Dispose()
    {
        ReleaseRows();
        foreach (var variable in _variables)
        {
            variable.Value.Dispose();
        }
        _variables.Clear();
        GC.SuppressFinalize(this);
    }

    private void Accumulate(IReadOnlyList<Tensor?> gradients, int steps)
    {
        if ((Iterations + 1) % steps != 0)
        {
            for (var i = 0; i < gradients.Count; i++)
            {
                if (gradients[i] is { } gradient)
                {
                    _accumulated[i].add_(gradient);
                }
            }
            return;
        }
        Update([.. gradients.Select((gradient, i) => gradient is null ? null : (gradient + _accumulated[i]).div_(steps))]);
        foreach (var accumulated in _accumulated)
        {
            accumulated.zero_();
        }
    }

    private void Update(IReadOnlyList<Tensor?> gradients)
    {
        gradients = Clip(gradients);
        if (options.WeightDecay is not null)
        {
            for (var i = 0; i < _weights.Count; i++)
            {
                if (gradients[i] is not null && _weights[i].LateRows is null && Kept(i) is not 1 and var kept)
                {
                    _weights[i].Value.mul_(kept);
                }
            }
        }
        BeginStep();
        UpdateSteps(gradients);
    }

    private IReadOnlyList<Tensor?> Clip(IReadOnlyList<Tensor?> gradients)
    {
        if (options.ClipNorm is { } norm)
        {
            return [.. gradients.Select(g => g is null ? null : g.mul(norm).div_(g.square().sum().sqrt_().clamp_min_(norm)))];
        }
        if (options.GlobalClipNorm is { } all)
        {
            var squares = torch.stack(gradients.OfType<Tensor>().Select(g => g.square().sum()));
            var scale = squares.sum().sqrt_().clamp_min_(all).reciprocal_().mul_(all);
            return [.. gradients.Select(g => g?.mul(scale))];
        }
        return options.ClipValue is { } value ? [.. gradients.Select(g => g?.clamp(-value, value))] : gradients;
    }

    private void Average()
    {
        var momentum = Iterations == 0 ? 0 : options.EmaMomentum;
        for (var i = 0; i < _weights.Count; i++)
        {
            _averages[i].mul_(momentum).add_(_weights[i].Value, alpha: 1 - momentum);
        }
        if (options.EmaOverwriteFrequency is { } every && (Iterations + 1) % every == 0)
        {
            FinalizeWeights();
        }
    }
}
