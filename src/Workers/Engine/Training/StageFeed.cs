using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>
/// Gives the training part of a network its inputs. What lies before the freeze frontier runs once a picture and is cached where nothing
/// random stands before it and the cache fits; the results are those of running it each time.
/// </summary>
public sealed class StageFeed : IDisposable
{
    private const int Chunk = 32;
    private readonly TrainableModel _model;
    private readonly Network? _prefix;
    private readonly PictureStore _training;
    private readonly PictureStore _validation;
    private readonly bool _keepsTraining;
    private readonly bool _keepsValidation;
    private Tensor[]? _trainingCache;
    private Tensor[]? _validationCache;
    private readonly FeatureShare? _share;
    private Tensor[]? _shared;
    private bool _ownsShared;

    /// <summary>Decides what is cached; <see cref="Fill"/> does it.</summary>
    /// <param name="model">With its freeze plan applied.</param>
    /// <param name="training">Training pictures.</param>
    /// <param name="validation">Validation pictures.</param>
    /// <param name="budgetBytes">Most memory for cached activations; 0 caches nothing.</param>
    public StageFeed(TrainableModel model, PictureStore training, PictureStore validation, long budgetBytes)
        : this(model, training, validation, budgetBytes, null)
    {
    }

    /// <param name="share">Keeps activations over several feeds on subsets of the same pictures; null for none.</param>
    internal StageFeed(TrainableModel model, PictureStore training, PictureStore validation, long budgetBytes, FeatureShare? share)
    {
        (_model, _training, _validation, _share) = (model, training, validation, share);
        // Layers say for themselves whether they run in inference mode, so the split is asked in training mode.
        var split = FrontierSplit.Of(model.Core, BatchNormMode.Train);
        (_prefix, Rest) = (split.Prefix, split.Rest);
        if (_prefix is null)
        {
            Note = "Nothing is cached: no frozen layers stand before the first one that trains or draws.";
            return;
        }
        var each = BytesOfOne();
        var random = model.Augmentation.Count > 0;
        _keepsValidation = each * validation.Count <= budgetBytes;
        _keepsTraining = !random && each * (validation.Count + training.Count) <= budgetBytes;
        var layers = split.PrefixLayers.Count == 1 ? "The one frozen layer before the frontier runs" : $"The {split.PrefixLayers.Count} frozen layers before the frontier run";
        Note = (random, _keepsTraining, _keepsValidation) switch
        {
            (_, _, false) => $"Nothing is cached: activations of {each >> 10:N0} KB a picture would not fit into {budgetBytes >> 20:N0} MB.",
            (true, _, _) => $"{layers} once for each validation picture; training pictures are augmented anew, so for them each time.",
            (false, false, _) => $"{layers} once for each validation picture; for the training pictures the cache would not fit into {budgetBytes >> 20:N0} MB.",
            _ => $"{layers} once for each picture.",
        };
    }

    /// <summary>Runs the frozen part over the pictures that are cached.</summary>
    /// <param name="report">Pictures done, pictures in all.</param>
    /// <param name="stop">Ends it between two batches.</param>
    public void Fill(Action<int, int> report, CancellationToken stop)
    {
        if (_share is not null && _keepsTraining && _training.Origin is { } origin)
        {
            var key = string.Join('/', FreezePlan.Inside(_prefix!).Select(layer => layer.Name)) + "/" + WeightHash.Of(_prefix!.Weights);
            (_shared, var kept) = _share.Get(key, () => Cache(origin.Whole, done => report(done, origin.Whole.Count), stop));
            _ownsShared = !kept;
            return;
        }
        var total = (_keepsValidation ? _validation.Count : 0) + (_keepsTraining ? _training.Count : 0);
        try
        {
            _validationCache = _keepsValidation ? Cache(_validation, done => report(done, total), stop) : null;
            var before = _keepsValidation ? _validation.Count : 0;
            _trainingCache = _keepsTraining ? Cache(_training, done => report(before + done, total), stop) : null;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What trains, from the frontier to the output.</summary>
    public Network Rest { get; }

    /// <summary>Whether the frozen part runs once a picture, or why not.</summary>
    public string Note { get; }

    /// <summary>Inputs of <see cref="Rest"/> for training pictures, augmented.</summary>
    public IReadOnlyList<Tensor> Training(ReadOnlySpan<int> indices, CallContext context) => Inputs(_training, _trainingCache, indices, context);

    /// <summary>Inputs of <see cref="Rest"/> for validation pictures.</summary>
    public IReadOnlyList<Tensor> Validation(ReadOnlySpan<int> indices) => Inputs(_validation, _validationCache, indices, CallContext.Inference);

    public void Dispose()
    {
        foreach (var tensor in (_trainingCache ?? []).Concat(_validationCache ?? []).Concat(_ownsShared ? _shared ?? [] : []))
        {
            tensor.Dispose();
        }
        (_trainingCache, _validationCache, _shared) = (null, null, null);
    }

    private Tensor[] Inputs(PictureStore store, Tensor[]? cache, ReadOnlySpan<int> indices, CallContext context)
    {
        using var scope = torch.NewDisposeScope();
        Tensor[] inputs;
        if (_shared is not null)
        {
            var places = store.Origin!.Value.Rows;
            var rows = torch.tensor(Array.ConvertAll(indices.ToArray(), i => (long)places[i]));
            inputs = [.. _shared.Select(all => all.index_select(0, rows))];
        }
        else if (cache is not null)
        {
            var rows = torch.tensor(Array.ConvertAll(indices.ToArray(), i => (long)i));
            inputs = [.. cache.Select(all => all.index_select(0, rows))];
        }
        else
        {
            var prepared = _model.Prepare(store.Batch(indices), context);
            inputs = _prefix is null ? [prepared] : RunPrefix(prepared);
        }
        return [.. inputs.Select(input => input.MoveToOuterDisposeScope())];
    }

    private Tensor[] RunPrefix(Tensor prepared)
    {
        using var quiet = torch.no_grad();
        return [.. _prefix!.Forward([prepared], CallContext.Inference)];
    }

    private long BytesOfOne()
    {
        using var scope = torch.NewDisposeScope();
        using var quiet = torch.no_grad();
        return RunPrefix(_model.Prepare(_validation.Batch([0]), CallContext.Inference)).Sum(output => output.numel() * output.ElementSize);
    }

    private Tensor[] Cache(PictureStore store, Action<int> report, CancellationToken stop)
    {
        Tensor[] all = [];
        for (var start = 0; start < store.Count; start += Chunk)
        {
            if (stop.IsCancellationRequested)
            {
                Array.ForEach(all, part => part.Dispose());
                throw new OperationCanceledException(stop);
            }
            using var scope = torch.NewDisposeScope();
            using var quiet = torch.no_grad();
            int[] indices = [.. Enumerable.Range(start, Math.Min(Chunk, store.Count - start))];
            var outputs = RunPrefix(_model.Prepare(store.Batch(indices), CallContext.Inference));
            if (start == 0)
            {
                all = [.. outputs.Select(output => torch.empty([store.Count, .. output.shape[1..]], output.dtype).DetachFromDisposeScope())];
            }
            for (var i = 0; i < all.Length; i++)
            {
                all[i].narrow(0, start, indices.Length).copy_(outputs[i]);
            }
            report(start + indices.Length);
        }
        return all;
    }
}
