using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Workers.Engine.Data;
using MlOpsDashboard.Workers.Engine.Execution;
using MlOpsDashboard.Workers.Engine.Execution.Features;
using MlOpsDashboard.Workers.Engine.Graph;
using TorchSharp;
using static TorchSharp.torch;

namespace MlOpsDashboard.Workers.Engine.Training;

/// <summary>
/// Gives the training part of a network its inputs. What lies before the freeze frontier runs once a picture, where nothing random stands before it and its
/// activations fit somewhere; the results are those of running it each time.
/// </summary>
internal sealed class StageFeed : IDisposable
{
    private const int Chunk = 16;
    private readonly TrainableModel _model;
    private readonly FrontierSplit _split;
    private readonly IExamples _training;
    private readonly IExamples _validation;
    private readonly FeatureBank _bank;
    private readonly FeatureTable? _table;
    private readonly List<(Network Prefix, FeatureTable Table)> _later = [];
    private readonly bool _keepsTraining;
    private readonly int _ahead;
    private FoldedNetwork? _runner;

    /// <summary>Decides what is cached; <see cref="Fill"/> does it.</summary>
    /// <param name="split">The model's core cut by the freeze plan that is applied.</param>
    /// <param name="training">Training examples.</param>
    /// <param name="validation">Validation examples.</param>
    /// <param name="bank">Keeps the activations.</param>
    /// <param name="later">Where the frontiers of later stages will lie: what they need is put by on the way.</param>
    /// <param name="ahead">Most batches of pictures decoded ahead.</param>
    /// <param name="stop">Ends the hashing of pictures, whose activations are found by their content.</param>
    public StageFeed(
        TrainableModel model,
        FrontierSplit split,
        IExamples training,
        IExamples validation,
        FeatureBank bank,
        IReadOnlyList<FrontierSplit>? later = null,
        int ahead = PictureBatches.DefaultAhead,
        CancellationToken stop = default
    )
    {
        (_model, _split, _training, _validation, _bank, _ahead) = (model, split, training, validation, bank, ahead);
        if (_split.Prefix is null)
        {
            Note = new("trainer.cache.noFrontier");
            return;
        }
        var random = model.Augmentation.Count > 0 || training.VariesByDraw;
        validation.Identify(stop);
        if (!random)
        {
            training.Identify(stop);
        }
        string[] judged = [.. Enumerable.Range(0, validation.Count).Select(validation.ViewId)];
        if (!random)
        {
            string[] all = [.. judged, .. Enumerable.Range(0, training.Count).Select(training.ViewId)];
            _table = Hold(_split.Prefix, all);
            _keepsTraining = _table is not null;
            PutBy(_keepsTraining ? later ?? [] : [], all);
        }
        _table ??= Hold(_split.Prefix, judged);
        var code = (random, _keepsTraining, _table) switch
        {
            (_, _, null) => "trainer.cache.noRoom",
            (true, _, _) when model.Augmentation.Count == 0 => "trainer.cache.drawn",
            (true, _, _) => "trainer.cache.augmented",
            (false, false, _) => "trainer.cache.validation",
            _ => bank.IsKept ? "trainer.cache.kept" : "trainer.cache.all",
        };
        Note = new(code, ("layers", Layers == 1 ? new Refusal("trainer.cache.layer") : new Refusal("trainer.cache.layers", ("count", Layers))));
    }

    /// <summary>What trains, from the frontier to the output.</summary>
    public Network Rest => _split.Rest;

    /// <summary>Whether the frozen part runs once a picture, or why not.</summary>
    public Refusal Note { get; }

    /// <summary>Layers before the frontier.</summary>
    public int Layers => _split.PrefixLayers.Count;

    /// <summary>Pictures whose activations are kept.</summary>
    public int Cached => _table is null ? 0 : Kept(_validation) + (_keepsTraining ? Kept(_training) : 0);

    /// <summary>Runs the frozen part over the pictures that are cached and not yet known; decodes the others, so that a damaged one is found before training
    /// begins.</summary>
    /// <param name="report">Pictures done, pictures in all.</param>
    /// <param name="stop">Ends it between two batches.</param>
    public void Fill(Action<int, int> report, CancellationToken stop)
    {
        if (!_keepsTraining)
        {
            _training.Load(stop);
        }
        if (_table is null)
        {
            _validation.Load(stop);
            return;
        }
        (IExamples Store, int Index)[] missing =
        [
            .. Missing(_validation).Concat(_keepsTraining ? Missing(_training) : []).DistinctBy(item => item.Store.ViewId(item.Index)),
        ];
        if (missing.Length == 0)
        {
            return;
        }
        var tables = _later.Prepend((Prefix: _split.Prefix!, Table: _table)).ToArray();
        using var joint = FoldedNetwork.Of(
            new Network(_split.Prefix!.Inputs, [.. tables.SelectMany(part => part.Prefix.Outputs)], "frozen", uniqueNames: false)
            {
                Device = _split.Prefix.Device,
                ShowsMasks = _split.Prefix.ShowsMasks,
            }
        );
        foreach (var group in missing.GroupBy(item => item.Store, item => item.Index))
        {
            var done = group.Key == _training ? missing.Length - group.Count() : 0;
            Draw[][] chunks = [.. group.Select(row => new Draw(row, 0)).Chunk(group.Key.IsRagged ? 1 : group.Key.MostAtOnce(Chunk))];
            using var reader = group.Key.Read(chunks, _ahead, once: true);
            foreach (var draws in chunks)
            {
                stop.ThrowIfCancellationRequested();
                using var scope = torch.NewDisposeScope();
                var outputs = joint.Predict([.. _model.Prepare(reader.Next(), CallContext.Inference).Inputs.Select(_split.Prefix.ToDevice)]);
                string[] ids = [.. draws.Select(draw => group.Key.ViewId(draw.Row))];
                var from = 0;
                foreach (var (prefix, table) in tables)
                {
                    table.Add(ids, [.. outputs.Skip(from).Take(prefix.Outputs.Count)]);
                    from += prefix.Outputs.Count;
                }
                _bank.Passes += draws.Length;
                report(done += draws.Length, missing.Length);
            }
        }
    }

    /// <summary>Training examples as <see cref="Rest"/> and the loss take them, augmented: a batch at a time, in this order.</summary>
    /// <param name="context">Of the training passes; its generator draws what augments.</param>
    public FeedPass Training(IReadOnlyList<Draw[]> batches, CallContext context) => Pass(_training, _keepsTraining, batches, context);

    /// <summary>Validation examples as <see cref="Rest"/> and the loss take them: a batch at a time, in this order.</summary>
    public FeedPass Validation(IReadOnlyList<Draw[]> batches) => Pass(_validation, _table is not null, batches, CallContext.Inference);

    public void Dispose()
    {
        foreach (var (_, table) in _later)
        {
            _bank.Release(table);
        }
        if (_table is not null)
        {
            _bank.Release(_table);
        }
        _runner?.Dispose();
    }

    // A later stage that opens more of the network reads activations that this one's pass goes through anyway.
    private void PutBy(IReadOnlyList<FrontierSplit> later, string[] ids)
    {
        foreach (var split in later)
        {
            if (
                split.Prefix is { } prefix
                && split.PrefixLayers.Count < Layers
                && split.PrefixLayers.All(_split.PrefixLayers.Contains)
                && !_later.Any(part => part.Prefix.Outputs.SequenceEqual(prefix.Outputs))
                && Hold(prefix, ids) is { } table
            )
            {
                _later.Add((prefix, table));
            }
        }
    }

    private FeatureTable? Hold(Network prefix, string[] ids) => _bank.Hold(prefix, $"{_training.Format} {_model.Preprocessing.ToJson().ToJsonString()}", ids);

    private IEnumerable<(IExamples Store, int Index)> Missing(IExamples store) =>
        Enumerable
            .Range(0, store.Count)
            .Where(i => !_table!.Has(store.ViewId(i)) || !_later.TrueForAll(part => part.Table.Has(store.ViewId(i))))
            .Select(i => (store, i));

    private FeedPass Pass(IExamples examples, bool cached, IReadOnlyList<Draw[]> batches, CallContext context)
    {
        bool IsKept(Draw draw) => cached && _table!.Has(examples.ViewId(draw.Row));
        if (cached && batches.All(draws => draws.All(IsKept)))
        {
            return new FeedPass(
                batches,
                context,
                (draws, _) =>
                    examples.Targets(draws) with
                    {
                        Inputs = [.. _table!.Get([.. draws.Select(draw => examples.ViewId(draw.Row))]).Select(Rest.ToDevice)],
                    }
            );
        }
        if (_split.Prefix is not null && examples.IsRagged)
        {
            var alone = examples.Read([.. batches.SelectMany(draws => draws).Where(draw => !IsKept(draw)).Select(draw => new[] { draw })], _ahead);
            return new FeedPass(
                batches,
                context,
                (draws, drawing) =>
                    examples.Targets(draws) with
                    {
                        Inputs =
                        [
                            .. Joined([
                                    .. draws.Select(draw => IsKept(draw) ? _table!.Get([examples.ViewId(draw.Row)]) : RunFrozen(alone.Next(), drawing).Inputs),
                                ])
                                .Select(Rest.ToDevice),
                        ],
                    },
                alone
            );
        }
        var reader = examples.Read(batches, _ahead);
        return new FeedPass(
            batches,
            context,
            (_, drawing) =>
            {
                var read = reader.Next();
                return _split.Prefix is null ? ToDevice(_model.Prepare(read, drawing)) : RunFrozen(read, drawing);
            },
            reader
        );
    }

    private Batch ToDevice(Batch batch) => batch with { Inputs = [.. batch.Inputs.Select(Rest.ToDevice)] };

    private static IEnumerable<Tensor> Joined(IReadOnlyList<IReadOnlyList<Tensor>> rows) =>
        Enumerable.Range(0, rows[0].Count).Select(k => PaddedRows.Join([.. rows.Select(row => row[k])]));

    private int Kept(IExamples examples) => Enumerable.Range(0, examples.Count).Count(row => _table!.Has(examples.ViewId(row)));

    private Batch RunFrozen(Batch batch, CallContext context)
    {
        _runner ??= FoldedNetwork.Of(_split.Prefix!);
        _bank.Passes += batch.Count;
        var prepared = _model.Prepare(batch, context);
        return prepared with { Inputs = _runner.Predict([.. prepared.Inputs.Select(_split.Prefix!.ToDevice)]) };
    }
}
