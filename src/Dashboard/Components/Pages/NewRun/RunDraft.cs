using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Backbones;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Models;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Shared;

namespace MlOpsDashboard.Dashboard.Components.Pages.NewRun;

/// <summary>The New run form's state: a <see cref="TrainingSpec"/> under edit, and the few things beside it that a run needs.</summary>
/// <remarks>The spec is the only truth: every section of the page reads it and changes it through a method here, so that form and JSON editor can't disagree.
/// Defaults follow the dataset until a person chooses otherwise.</remarks>
public sealed class RunDraft
{
    public const string DefaultBackbone = "EfficientNetLite0";
    public const int DefaultUnfreezeLast = 20;

    private static readonly TextResource Texts = new(typeof(NewRunTexts));

    private readonly Dictionary<string, string> unread = [];
    private bool imageSizeChosen;
    private bool taskChosen;
    private bool strategyChosen;
    private TrainingSpec preset = SpecPresets.For(StrategyNames.FeatureExtraction, DefaultBackbone, "");

    public RunDraft() => Spec = preset;

    /// <summary>Raised after every change.</summary>
    public event Action? Changed;

    public TrainingSpec Spec { get; private set; }

    public DraftDataset? Dataset { get; private set; }

    /// <summary>Null for a name made from backbone and strategy.</summary>
    public string? Name => string.IsNullOrWhiteSpace(TypedName) ? null : TypedName.Trim();

    /// <summary>The name as it is being typed.</summary>
    public string? TypedName { get; private set; }

    /// <summary>The run this one was branched from.</summary>
    public RunId? Parent { get; private set; }

    /// <summary>The epoch of <see cref="Parent"/> that it goes on from; null where it begins anew.</summary>
    public DraftBranch? Branch { get; private set; }

    /// <summary>Whether anything differs from what the page opens with; then the draft is worth keeping.</summary>
    public bool IsEdited { get; private set; }

    /// <summary>Sent with the start, so that a double click makes one run.</summary>
    public Guid IdempotencyKey { get; private set; } = Guid.NewGuid();

    public string Strategy => StrategyNames.Of(Spec);

    /// <summary>What is learnt from: the dataset's examples, or before one is chosen what the spec means.</summary>
    public IInputCard Input => InputCards.All.FirstOrDefault(card => card.Name == Dataset?.Input) ?? InputCards.Of(Spec);

    /// <summary>The strategies that suit the backbone.</summary>
    public IReadOnlyList<string> Strategies => Input.Strategies(Spec.Backbone.Name);

    /// <summary>Null where the backbone is a file or not in the catalog.</summary>
    public BackboneCard? Backbone => Spec.Backbone.Name is { } name ? BackboneCards.Find(name) : null;

    /// <summary>The last stage's number of unfrozen layers; null when no stage counts layers.</summary>
    public int? UnfreezeLastLayers => Spec.Stages.LastOrDefault(s => s.Unfreeze.LastLayers is not null)?.Unfreeze.LastLayers;

    public IReadOnlyList<SpecProblem> Problems =>
        [
            .. Dataset is null ? [new SpecProblem("dataset", Texts["ChooseDataset"])] : Array.Empty<SpecProblem>(),
            .. unread.Select(u => new SpecProblem(u.Key, u.Value)),
            .. TrainingSpecValidator.Validate(Spec),
            .. Branch?.With(Spec).Problem(Branch.Place) is { } cannot ? [new SpecProblem("branch", cannot)] : Array.Empty<SpecProblem>(),
            .. Dataset is null ? [] : DatasetFit.Problems(Spec, Dataset.Kind, [.. Dataset.Classes.Select(c => c.Class)], Dataset.Input),
        ];

    public bool CanStart => Problems.Count == 0;

    public string Sentence => StrategySentence.Describe(Spec, Dataset?.Classes.Count);

    /// <summary>What the run must beat; null where there is no such thing.</summary>
    public TrainingSpec? Baseline => Branch is null && Dataset is { } dataset ? Baselines.Of(Spec, dataset.Pictures, dataset.Parts) : null;

    /// <summary>The problems at or below a path such as <c>stages[0].optimizer</c>.</summary>
    public IEnumerable<SpecProblem> ProblemsAt(string path) =>
        Problems.Where(p =>
            p.Path == path || p.Path.StartsWith(path + ".", StringComparison.Ordinal) || p.Path.StartsWith(path + "[", StringComparison.Ordinal)
        );

    /// <summary>Opens with a given spec (a branch, a remedy, a restored draft): its choices count as the person's.</summary>
    public void Load(TrainingSpec spec, RunId? parent = null, string? name = null)
    {
        unread.Clear();
        Spec = spec;
        Parent = parent;
        TypedName = name;
        imageSizeChosen = true;
        taskChosen = true;
        strategyChosen = true;
        IsEdited = true;
        Changed?.Invoke();
    }

    /// <summary>Goes on from an epoch of the parent, with all of its state; null begins anew.</summary>
    public void GoOnFrom(DraftBranch? branch)
    {
        Branch = branch;
        Edited();
    }

    /// <summary>Takes the dataset, and where nobody chose a task the one that learns from its kind.</summary>
    public void ChooseDataset(DraftDataset dataset)
    {
        Dataset = dataset;
        if (InputCards.Of(Spec).Name != Input.Name)
            Spec = ForInput(Input, dataset);
        if (!taskChosen && DatasetKinds.TasksFor(dataset.Kind, dataset.Input) is [var fitting, ..])
            Spec = ForTask(fitting);
        var data = Spec.Data with { Path = dataset.Path };
        if (!imageSizeChosen)
            data = data with { ImageSize = Square(dataset.ImageSizeFor(Backbone?.InputSize ?? 224)) };
        Spec = Spec with { Data = data };
        Tell();
    }

    public void ChooseBackbone(string name)
    {
        var before = Strategies;
        var weights =
            Strategy == StrategyNames.FromScratch ? "none"
            : Spec.Backbone.File is null ? Spec.Backbone.Weights
            : "imagenet";
        var head = Spec.Head ?? new HeadSpec();
        Spec = Spec with
        {
            ContinueOptimizer = false,
            Backbone = new()
            {
                Name = name,
                Weights = weights,
                InputChannels = Spec.Backbone.InputChannels,
            },
            Head = head,
        };
        var fitting = Input.Strategies(name);
        if (!fitting.Contains(Strategy) || (before.Count == 1 && fitting.Count > 1))
            TakeStrategy(fitting[0]);
        else if (ReferenceEquals(Spec.Stages, preset.Stages))
            TakeStrategy(Strategy);
        if (!imageSizeChosen && Dataset is not null)
            Spec = Spec with { Data = Spec.Data with { ImageSize = Square(Dataset.ImageSizeFor(Backbone?.InputSize ?? 224)) } };
        if (Backbone is { } card && UnfreezeLastLayers > card.Layers)
            Unfreeze(card.Layers);
        Edited();
    }

    /// <summary>Takes a network of the team's own; of pictures at its own size and channels.</summary>
    public void ChooseCustom(CustomModelSummary model)
    {
        var data = Spec.Data;
        if (model.Texts is not null)
        {
            TakeCustom(model, Spec.Data with { Input = model.Input }, null);
            return;
        }
        if (model.InputShape[1] is { } height && model.InputShape[2] is { } width)
            data = data with { ImageSize = [(int)height, (int)width] };
        var mode = model.InputShape[3] switch
        {
            1 => "grayscale",
            4 => "rgba",
            _ => data.ColorMode,
        };
        TakeCustom(model, data with { ColorMode = mode }, mode == data.ColorMode ? Spec.Backbone.InputChannels : null);
    }

    private void TakeCustom(CustomModelSummary model, DataSpec data, InputChannelsSpec? channels)
    {
        Spec = Spec with
        {
            Backbone = model.ToSpec() with { InputChannels = channels },
            Data = data,
            Head = Spec.Head ?? new HeadSpec(),
            ContinueOptimizer = false,
        };
        if (Strategy == StrategyNames.FromScratch || Spec.Stages.All(s => s.Unfreeze.IsAll))
            TakeStrategy(TaskCards.Find(Spec.Task)?.Strategy ?? StrategyNames.FeatureExtraction, DefaultUnfreezeLast);
        if (UnfreezeLastLayers > model.Layers)
            Unfreeze(model.Layers);
        Edited();
    }

    /// <summary>How a network for RGB takes the pictures' channels; null takes it as it is.</summary>
    public void ChooseChannels(string? method) =>
        Change(Spec with { Backbone = Spec.Backbone with { InputChannels = method is null ? null : new() { Method = method } } });

    /// <summary>Takes the strategy's stages; all else stays as it is.</summary>
    public void ChooseStrategy(string strategy, int? unfreezeLast = null)
    {
        strategyChosen = true;
        TakeStrategy(strategy, unfreezeLast);
        Edited();
    }

    private void TakeStrategy(string strategy, int? unfreezeLast = null)
    {
        var scratch = strategy == StrategyNames.FromScratch;
        var backbone = Spec.Backbone;
        if (backbone.File is null)
            backbone = backbone with
            {
                Weights =
                    scratch ? "none"
                    : backbone.Weights == "none" ? "imagenet"
                    : backbone.Weights,
            };
        var last = Math.Max(1, unfreezeLast ?? UnfreezeLastLayers ?? DefaultUnfreezeLast);
        var mode = strategy == Strategy ? Spec.BatchNormMode : SpecPresets.BatchNormMode(strategy, Spec.BatchNormMode);
        var usual = Preset(TaskCards.Find(Spec.Task), strategy, last, Spec with { Backbone = backbone });
        Spec = Spec with
        {
            Backbone = backbone,
            Stages = usual.Stages,
            BatchNormMode = mode,
            Data = Spec.Data.BatchSize == preset.Data.BatchSize ? Spec.Data with { BatchSize = usual.Data.BatchSize } : Spec.Data,
            // Those that nobody turned on or off follow.
            Callbacks =
                Classes(Spec.Callbacks).SequenceEqual(Classes(preset.Callbacks)) && !Classes(usual.Callbacks).SequenceEqual(Classes(preset.Callbacks))
                    ? [.. usual.Callbacks.Select(callback => Watching(callback, MetricSet.Of(Spec)))]
                    : Spec.Callbacks,
        };
        preset = preset with { Stages = usual.Stages, Callbacks = usual.Callbacks, Data = preset.Data with { BatchSize = usual.Data.BatchSize } };
    }

    private static IEnumerable<string> Classes(IEnumerable<ComponentSpec> components) => components.Select(component => component.Class);

    // Another input has other networks: what is of the old one alone goes, tasks that learn from both stay.
    private TrainingSpec ForInput(IInputCard input, DraftDataset dataset)
    {
        var task =
            TaskCards.Find(Spec.Task) is { } now && InputCards.Takes(now, input.Name) ? now : DatasetKinds.TasksFor(dataset.Kind, input.Name).FirstOrDefault();
        var strategy = input.Strategies(input.Backbone)[0];
        var bare = TaskMembers.Known(
            Spec with
            {
                Task = task?.Name ?? Spec.Task,
                Loss = task is null || task.Name == Spec.Task ? Spec.Loss : new() { Class = task.Losses[0] },
                Data = new() { ValidationSplit = Spec.Data.ValidationSplit, Seed = Spec.Data.Seed },
                Backbone = new() { Name = input.Backbone, Weights = strategy == StrategyNames.FromScratch ? "none" : "imagenet" },
                Head = task is { HasPooledHead: false } ? new() : new HeadSpec { Pooling = input.Poolings[0] },
                Augmentation = [],
                ContinueOptimizer = false,
                BatchNormMode = SpecPresets.BatchNormMode(strategy, "inference"),
            }
        );
        preset = Preset(task, strategy, DefaultUnfreezeLast, bare);
        var measures = MetricSet.Of(bare);
        return bare with
        {
            Data = bare.Data with { BatchSize = preset.Data.BatchSize },
            Stages = preset.Stages,
            Augmentation = preset.Augmentation,
            Callbacks = [.. preset.Callbacks.Select(callback => Watching(callback, measures))],
        };
    }

    public void TakeAdvice(StrategyAdvice advice) => ChooseStrategy(advice.Strategy, advice.UnfreezeLast is > 0 ? advice.UnfreezeLast : null);

    public void UnfreezeLast(int layers)
    {
        Unfreeze(layers);
        Edited();
    }

    public void ChooseImageSize(int height, int width)
    {
        imageSizeChosen = true;
        Change(Spec with { Data = Spec.Data with { ImageSize = [height, width] } });
    }

    public void Change(TrainingSpec spec)
    {
        if (!spec.Data.ImageSize.SequenceEqual(Spec.Data.ImageSize))
            imageSizeChosen = true;
        if (spec.Task != Spec.Task)
            taskChosen = true;
        Spec = spec;
        Edited();
    }

    /// <summary>Changes the new head; a file's own classifier, and with it the file's optimizer, gives way to one.</summary>
    public void ChangeHead(Func<HeadSpec, HeadSpec> change) => Change(Spec with { Head = change(Spec.Head ?? new HeadSpec()), ContinueOptimizer = false });

    /// <summary>Trains the file's own classifier on instead of a new head. It is one of the file's layers: a stage that unfreezes none of them would train
    /// nothing, so it trains them all.</summary>
    public void KeepClassifier()
    {
        MarkUnread("head.hidden", null);
        Change(
            Spec with
            {
                Head = null,
                Stages = [.. Spec.Stages.Select(s => s.Unfreeze.IsNone && s.Gradual is null ? s with { Unfreeze = Core.Training.Unfreeze.All } : s)],
            }
        );
    }

    public void ChangeData(Func<DataSpec, DataSpec> change) => Change(Spec with { Data = change(Spec.Data) });

    /// <summary>Takes a loss; options that only another loss has, and a label mode that does not fit, go.</summary>
    public void ChooseLoss(string @class)
    {
        var loss = new LossSpec
        {
            Class = @class,
            LabelSmoothing = Spec.Loss.LabelSmoothing,
            ClassWeight = Spec.Loss.ClassWeight,
        };
        if (loss.IsFocal)
            loss = loss with { Alpha = Spec.Loss.Alpha, Gamma = Spec.Loss.Gamma };
        var mode = Spec.Data.LabelMode is { } given && loss.LabelModes.Contains(given) ? given : null;
        Change(Spec with { Loss = loss, Data = Spec.Data with { LabelMode = mode } });
    }

    public void ChangeLoss(Func<LossSpec, LossSpec> change) => Change(Spec with { Loss = change(Spec.Loss) });

    /// <summary>Sets a member that only the task knows (<see cref="ITaskCard.Members"/>).</summary>
    public void ChangeMember(string path, object? value) => Change(TaskMembers.With(Spec, path, value));

    /// <summary>Takes what is learnt, with its first loss; what only another task has goes, and a callback that watches a metric which is not measured any
    /// more watches the task's own.</summary>
    public void ChooseTask(ITaskCard task)
    {
        taskChosen = true;
        if (task.Name != Spec.Task)
            Change(ForTask(task));
    }

    public void ChangeStage(int index, Func<StageSpec, StageSpec> change) =>
        Change(Spec with { Stages = [.. Spec.Stages.Select((s, i) => i == index ? change(s) : s)] });

    /// <summary>Adds a stage that goes on from the last one: the next freeze plan, a tenth of its rate.</summary>
    public void AddStage()
    {
        var last = Spec.Stages[^1];
        var next = new StageSpec
        {
            Name = SpecPresets.StageName(Spec.Stages.Count + 1),
            Epochs = 5,
            Unfreeze = last.Unfreeze.IsNone ? Core.Training.Unfreeze.Last(DefaultUnfreezeLast) : last.Unfreeze,
            Optimizer = last.Optimizer.With("learningRate", ScheduleChoice.FirstRate(last.Optimizer) / 10),
        };
        ChangeStages([.. Spec.Stages, next]);
    }

    public void RemoveStage(int index)
    {
        if (Spec.Stages.Count > 1)
            ChangeStages([.. Spec.Stages.Where((_, i) => i != index)]);
    }

    /// <summary>Puts a copy of a stage behind it.</summary>
    public void DuplicateStage(int index)
    {
        var stage = Spec.Stages[index];
        ChangeStages([.. Spec.Stages.Take(index + 1), stage with { Name = SpecPresets.NameAgain(stage.Name) }, .. Spec.Stages.Skip(index + 1)]);
    }

    /// <summary>Moves a stage one place; nothing where there is no such place.</summary>
    /// <param name="by">-1 earlier, 1 later.</param>
    public void MoveStage(int index, int by)
    {
        var to = index + by;
        if (to < 0 || to >= Spec.Stages.Count)
            return;
        var stages = Spec.Stages.ToList();
        (stages[index], stages[to]) = (stages[to], stages[index]);
        ChangeStages(stages);
    }

    /// <summary>Steps of an epoch: batches of the training part; null where the dataset is not chosen yet.</summary>
    public int? StepsPerEpoch =>
        Dataset is { } data && Spec.Data.BatchSize > 0
            ? Math.Max(1, (int)Math.Ceiling(SplitCounts.Of(data.Pictures, data.Parts, Spec.Data.ValidationSplit).Training / (double)Spec.Data.BatchSize))
            : null;

    /// <summary>Whether the dataset version itself names the pictures for validation: then the run's share has no effect.</summary>
    public bool IsSplitGiven => Dataset?.Parts is { Validation: > 0 };

    /// <summary>What the run is validated by, in words.</summary>
    public string ValidationWords =>
        Dataset?.Parts is { Validation: > 0 } parts
            ? Texts["GivenValidation", parts.Validation]
            : Texts["ValidationShare", Format.Percent(Spec.Data.ValidationSplit)];

    // What was typed into a field and not understood belongs to a stage's place; with another stage there it says nothing.
    private void ChangeStages(IReadOnlyList<StageSpec> stages)
    {
        foreach (var path in unread.Keys.Where(k => k.StartsWith("stages[", StringComparison.Ordinal)).ToList())
            unread.Remove(path);
        Change(Spec with { Stages = stages });
    }

    public bool HasAugmentation(string @class) => Spec.Augmentation.Any(a => a.Class == @class);

    /// <summary>Turns an augmentation layer on or off; layers stand in catalog order.</summary>
    public void ToggleAugmentation(string @class, bool on)
    {
        var others = Spec.Augmentation.Where(a => a.Class != @class);
        Change(Spec with { Augmentation = InCatalogOrder(ComponentCatalog.Augmentations, on ? [.. others, First(@class)] : [.. others]) });
    }

    public void ToggleCallback(string @class, bool on)
    {
        var others = Spec.Callbacks.Where(c => c.Class != @class);
        var preset =
            SpecPresets.Callbacks(MetricSet.Of(Spec).Primary).FirstOrDefault(c => c.Class == @class)
            ?? (@class == "LearningRateScheduler" ? new(@class, ("schedule", FirstSchedule())) : new ComponentSpec(@class));
        Change(Spec with { Callbacks = InCatalogOrder(ComponentCatalog.Callbacks, on ? [.. others, preset] : [.. others]) });
    }

    // What Keras has no default for: a tenth less each epoch or so, from the first stage's rate.
    private ComponentSpec FirstSchedule() =>
        ScheduleChoice.Begin("ExponentialDecay", ScheduleChoice.FirstRate(Spec.Stages[0].Optimizer), Math.Max(10, Spec.TotalEpochs));

    public void ChangeAugmentation(ComponentSpec changed) =>
        Change(Spec with { Augmentation = [.. Spec.Augmentation.Select(a => a.Class == changed.Class ? changed : a)] });

    public void ChangeCallback(ComponentSpec changed) =>
        Change(Spec with { Callbacks = [.. Spec.Callbacks.Select(c => c.Class == changed.Class ? changed : c)] });

    /// <summary>A field holds text that its setting can't take: the draft can't start until it is read.</summary>
    /// <param name="path">Where, as in <see cref="SpecProblem.Path"/>.</param>
    /// <param name="sentence">What was expected and received; null when the field is fine again.</param>
    public void MarkUnread(string path, string? sentence)
    {
        if (sentence is null ? !unread.Remove(path) : unread.GetValueOrDefault(path) == sentence)
            return;
        if (sentence is not null)
            unread[path] = sentence;
        Changed?.Invoke();
    }

    public void Rename(string? name)
    {
        TypedName = name;
        Edited();
    }

    /// <summary>Takes the spec of the JSON editor, when it can be read. The dataset stays the chosen one.</summary>
    public Outcome TakeJson(string json)
    {
        var parsed = TrainingSpecJson.Parse(json);
        if (parsed.Reason is { } refusal)
            return Outcome.Refused(refusal);
        var spec = parsed.Value!;
        unread.Clear();
        Change(Dataset is null ? spec : spec with { Data = spec.Data with { Path = Dataset.Path } });
        return Outcome.Done;
    }

    /// <summary>The request that starts this draft.</summary>
    /// <exception cref="InvalidOperationException">No dataset is chosen.</exception>
    public StartRun ToRequest() =>
        new(
            Spec,
            (Dataset ?? throw new InvalidOperationException("A draft without a dataset cannot start.")).Version,
            Name,
            Parent,
            IdempotencyKey: IdempotencyKey
        )
        {
            BranchAfter = Branch?.Place.Epochs,
        };

    // What nobody changed since it was preset follows the task.
    private TrainingSpec ForTask(ITaskCard task)
    {
        if (task.Name == Spec.Task)
            return Spec;
        var bare = Spec with
        {
            Task = task.Name,
            OfTask = null,
            Data = Spec.Data with { LabelMode = null, OfTask = null },
            Head =
                Spec.Head is not { } head ? null
                : task.HasPooledHead ? head with { OfTask = null }
                : new(),
            Loss = new() { Class = task.Losses[0] },
        };
        var strategy = strategyChosen || !Strategies.Contains(task.Strategy) ? Strategy : task.Strategy;
        var usual = Preset(task, strategy, UnfreezeLastLayers ?? DefaultUnfreezeLast, bare);
        bare = bare with
        {
            Data = Spec.Data.BatchSize == preset.Data.BatchSize ? bare.Data with { BatchSize = usual.Data.BatchSize } : bare.Data,
            Stages = ReferenceEquals(Spec.Stages, preset.Stages) ? usual.Stages : Spec.Stages,
            Augmentation = ReferenceEquals(Spec.Augmentation, preset.Augmentation) ? usual.Augmentation : Spec.Augmentation,
        };
        preset = usual;
        var measures = MetricSet.Of(bare);
        return bare with { Callbacks = [.. Spec.Callbacks.Select(callback => Watching(callback, measures))] };
    }

    private TrainingSpec Preset(ITaskCard? task, string strategy, int unfreezeLast, TrainingSpec of)
    {
        var general = SpecPresets.For(strategy, DefaultBackbone, "", unfreezeLast);
        var ofTask = task?.Preset(strategy, general) ?? general;
        return InputCards.Of(of).Preset(strategy, ofTask with { Backbone = of.Backbone }, StepsPerEpoch);
    }

    private void Unfreeze(int layers)
    {
        var index = Spec.Stages.ToList().FindLastIndex(s => s.Unfreeze.LastLayers is not null);
        if (index < 0)
            index = Spec.Stages.Count - 1;
        var stage = Spec.Stages[index] with { Unfreeze = Core.Training.Unfreeze.Last(Math.Max(1, layers)) };
        Spec = Spec with { Stages = [.. Spec.Stages.Select((s, i) => i == index ? stage : s)] };
    }

    // Keras mirrors both ways by default; most photographs have an up, so the form begins with left and right.
    private static ComponentSpec First(string @class) => @class == "RandomFlip" ? new("RandomFlip", ("mode", "horizontal")) : new(@class);

    private static List<ComponentSpec> InCatalogOrder(IReadOnlyList<ComponentClass> catalog, IEnumerable<ComponentSpec> components)
    {
        var order = catalog.Select(c => c.Class).ToList();
        return [.. components.OrderBy(c => order.IndexOf(c.Class) is >= 0 and var place ? place : int.MaxValue)];
    }

    private static ComponentSpec Watching(ComponentSpec callback, MetricSet measures) =>
        (ComponentCatalog.Find(ComponentCatalog.Callbacks, callback.Class)?.Options ?? [])
            .Where(option => option.Kind == OptionKind.Metric && callback.Text(option.Name) is { } metric && !measures.Monitors.Contains(metric))
            .Aggregate(callback, (watching, option) => watching.With(option.Name, measures.Primary));

    private static int[] Square(int side) => [side, side];

    private void Edited()
    {
        IsEdited = true;
        Tell();
    }

    private void Tell()
    {
        // A changed draft is another run: a start that was sent before must not swallow this one.
        IdempotencyKey = Guid.NewGuid();
        Changed?.Invoke();
    }
}
