using System.Text.Json.Nodes;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Core.Metrics;
using MlOpsDashboard.Core.Refusals;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Core.Tasks;

/// <summary>What everybody may know of a task (one label, several labels, numbers) without an engine: its words, its metrics, its part of a spec, its report.
/// One folder of <c>Core/Tasks</c> each; found by scanning (<see cref="TaskCards"/>).</summary>
public interface ITaskCard
{
    /// <summary>As a spec's <c>task</c> has it.</summary>
    string Name { get; }

    /// <summary>The <see cref="DatasetKinds"/> that it learns from, its own first; another of the list is turned into its own.</summary>
    IReadOnlyList<string> Kinds => [DatasetKinds.Class];

    /// <summary>What its data must be, within a sentence: “one class each (class folders, or a table with the column label)”.</summary>
    Refusal Takes => new("tasks.takes.class");

    /// <summary>What it may be learnt from, by the names of inputs (<c>pictures</c>); null for any.</summary>
    IReadOnlyList<string>? Inputs => null;

    /// <summary>What its outputs are called in a sentence: “classifier”.</summary>
    string Head { get; }

    /// <summary>A new one in a sentence: “an 8-way classifier”.</summary>
    /// <param name="names">How many classes, labels or targets it answers; null where that is not known yet.</param>
    string NewHead(int? names);

    /// <summary>Whether its head is what <see cref="HeadSpec"/> describes: pooling, hidden layers, dropout. Else those members stay at their defaults, and forms
    /// leave them out.</summary>
    bool HasPooledHead => true;

    /// <summary>What its head costs, about, beside a dense layer's; nothing by default.</summary>
    /// <param name="spec">Complete.</param>
    HeadCost CostOfHead(TrainingSpec spec) => default;

    /// <summary>What an epoch measures on the training examples besides <c>loss</c>, in the order of tables; on the validation examples each is measured under
    /// <c>val_</c> and its name.</summary>
    IReadOnlyList<MetricSpec> Metrics { get; }

    /// <summary>What the report measures on a whole set and can't be summed up batch by batch; an epoch has them under <c>val_</c> and the name where a
    /// callback watches one, or one of them is the primary metric.</summary>
    IReadOnlyList<MetricSpec> OfWholeSet { get; }

    /// <summary>By which epochs, runs and versions are ordered: <c>val_accuracy</c>.</summary>
    string PrimaryMetric { get; }

    /// <summary>Whether the best epoch is the primary metric's where no ModelCheckpoint says by which it is kept; else it is as in Keras, by what EarlyStopping
    /// watches, or <c>val_loss</c>.</summary>
    bool IsBestByPrimary => false;

    /// <summary>The layers of augmentation, with the options that they have by default where this is learnt.</summary>
    IReadOnlyList<ComponentClass> Augmentations => ComponentCatalog.Augmentations;

    /// <summary>Keras's names of the losses that it trains with, the default first.</summary>
    IReadOnlyList<string> Losses { get; }

    /// <summary>The spec's own members of this task, by path (<c>data.standardizeTargets</c>); what is none of them is refused by name.</summary>
    IReadOnlyDictionary<string, ComponentOption> Members { get; }

    /// <summary>What is wrong with those parts of a spec that are the task's: the loss's options, labels, sampling. Its class and the task's own members are
    /// judged already.</summary>
    IReadOnlyList<SpecProblem> Validate(TrainingSpec spec);

    /// <summary>The spec with the task's defaults filled in.</summary>
    TrainingSpec Complete(TrainingSpec spec);

    /// <summary>The strategy (<see cref="StrategyNames"/>) that a new run begins with.</summary>
    string Strategy => StrategyNames.FeatureExtraction;

    /// <summary>A strategy's preset as it suits the task: its stages, batches, augmentation, callbacks.</summary>
    TrainingSpec Preset(string strategy, TrainingSpec preset) => preset;

    /// <param name="decoding">What was fitted after training (thresholds, a temperature) as it is stored with a version; null for none.</param>
    IReport Report(Predictions predictions, JsonObject? decoding);

    /// <summary>Takes predictions that were made anywhere: what is left unsaid (names, thresholds) filled in, and the decoding that <see cref="Report"/> reads
    /// them with.</summary>
    /// <exception cref="RefusedException">They are none of this task's, or hold what can't be; a task that takes none refuses all.</exception>
    JudgedPredictions Judge(GivenPredictions given) => throw new RefusedException(new Refusal("predictions.task", ("task", Name)));

    /// <summary>The same of files in a format of the task's own; null where they are none, and are read as any task's.</summary>
    /// <param name="truth">A file of its own with what is true; null for none.</param>
    /// <exception cref="RefusedException">A file is missing, or does not hold what it should.</exception>
    JudgedPredictions? JudgeFiles(string predictions, string? truth) => null;

    /// <summary>Predictions of an <c>evaluation.json</c> that holds its rows itself, as programs up to 0.1 wrote it; null where it holds none.</summary>
    Predictions? Within(JsonObject evaluation) => null;

    /// <summary>How far an answer of <c>mlops predict</c> is from a row's prediction, relative to what single precision holds; 0 for the same, infinite for
    /// numbers that are missing or not finite.</summary>
    /// <param name="answer">The example's entry: <c>probabilities</c>, or <c>values</c> by name.</param>
    double Difference(Predictions predictions, int row, JsonObject answer) =>
        AnswerNumbers.Largest(predictions.Rows[row].Output, AnswerNumbers.Of(answer), (was, now) => Math.Abs(was - now) / Math.Max(1, Math.Abs(was)));

    /// <summary>What an answer of <c>mlops predict</c> says of a picture as people would label it; null where it says nothing in these names, and for a task
    /// that proposes no labels.</summary>
    /// <param name="outputs">Of the model that answered.</param>
    /// <param name="names">That pictures may be given: numbers of the proposal are theirs.</param>
    LabelProposal? Propose(PipelineOutputs outputs, JsonObject answer, DatasetEntry picture, IReadOnlyList<string> names) => null;

    /// <summary>The task's parts of a script for Python Keras; null where Keras has no counterpart.</summary>
    /// <param name="spec">Complete.</param>
    PythonTask? Python(TrainingSpec spec) => null;
}
