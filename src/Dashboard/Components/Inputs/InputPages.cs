using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Differences;
using MlOpsDashboard.Core.Datasets.Revisions;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Localization;
using MlOpsDashboard.Core.Runs;
using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Training;
using MlOpsDashboard.Dashboard.Components.Pages.NewRun;

namespace MlOpsDashboard.Dashboard.Components.Inputs;

/// <summary>The inputs that have pages: every <see cref="IInputPages"/> of the program's loaded assemblies.</summary>
public static class InputPages
{
    private static readonly TextResource Words = new(typeof(InputTexts));

    /// <summary>Those of an input; of one that nobody shows those of pictures.</summary>
    public static IInputPages Of(string input)
    {
        var all = ProgramTypes.All<IInputPages>();
        return all.FirstOrDefault(pages => pages.Input == input) ?? all.First(pages => pages.Input == InputCards.Pictures);
    }

    /// <summary>The examples of a dataset's version.</summary>
    /// <param name="show">A person asks for others.</param>
    /// <param name="labelHref">Address of the page where they are labelled; null where they are not.</param>
    public static RenderFragment Examples(
        DatasetDetails details,
        ExampleView view,
        EventCallback<ExampleView> show,
        EventCallback<DatasetRevision> revise,
        string? labelHref
    ) =>
        builder =>
        {
            builder.OpenComponent(0, Of(details.Input).Examples);
            builder.AddAttribute(1, "Details", details);
            builder.AddAttribute(2, "View", view);
            builder.AddAttribute(3, "OnShow", show);
            builder.AddAttribute(4, "OnRevise", revise);
            builder.AddAttribute(5, "LabelHref", labelHref);
            builder.CloseComponent();
        };

    /// <summary>What is known of them as a whole.</summary>
    /// <param name="flag">That is shown, or null.</param>
    /// <param name="show">A person asks for those with another flag.</param>
    public static RenderFragment Facts(DatasetDetails details, string? flag, EventCallback<string?> show) =>
        builder =>
        {
            builder.OpenComponent(0, Of(details.Input).Facts);
            builder.AddAttribute(1, "Details", details);
            builder.AddAttribute(2, "Flag", flag);
            builder.AddAttribute(3, "OnFlag", show);
            builder.CloseComponent();
        };

    /// <summary>Examples that differ between two versions; null where they are a wall of pictures.</summary>
    public static RenderFragment? Changes(VersionDifference difference, DatasetVersionId from, DatasetVersionId to) =>
        Of(difference.To.Input).Changes is not { } list
            ? null
            : builder =>
            {
                builder.OpenComponent(0, list);
                builder.AddAttribute(1, "Difference", difference);
                builder.AddAttribute(2, "From", from);
                builder.AddAttribute(3, "To", to);
                builder.CloseComponent();
            };

    /// <summary>How texts would be read, by the input whose examples can be read in several ways.</summary>
    /// <param name="read">What was chosen; null while it does not read.</param>
    public static RenderFragment Table(ImportSource source, EventCallback<TableChoices?> read) =>
        builder =>
        {
            builder.OpenComponent(0, ProgramTypes.All<IInputPages>().Select(pages => pages.Table).First(table => table is not null)!);
            builder.AddAttribute(1, "Source", source);
            builder.AddAttribute(2, "OnRead", read);
            builder.CloseComponent();
        };

    /// <summary>A part of a new run's form that is the input's.</summary>
    public static RenderFragment Form(Type part, RunDraft draft) =>
        builder =>
        {
            builder.OpenComponent(0, part);
            builder.SetKey(part);
            builder.AddAttribute(1, "Draft", draft);
            builder.CloseComponent();
        };

    /// <summary>The choice of a backbone.</summary>
    public static RenderFragment Backbones(string input, RunDraft draft, IReadOnlyList<BackboneSpeed> speeds) =>
        builder =>
        {
            builder.OpenComponent(0, Of(input).Backbones);
            builder.SetKey(Of(input).Backbones);
            builder.AddAttribute(1, "Draft", draft);
            builder.AddAttribute(2, "Speeds", speeds);
            builder.CloseComponent();
        };

    /// <summary>Examples of a report; null for a wall of pictures.</summary>
    /// <param name="empty">What is said where there is none.</param>
    public static RenderFragment? Wall(StoredEvaluation evaluation, IReadOnlyList<JudgedExample> examples, string empty) =>
        Wall(evaluation.Input, evaluation.Version, examples, empty);

    /// <summary>The same of a version of a dataset.</summary>
    public static RenderFragment? Wall(string input, DatasetVersionId? version, IReadOnlyList<JudgedExample> examples, string empty) =>
        Of(input).Wall is not { } wall
            ? null
            : builder =>
            {
                builder.OpenComponent(0, wall);
                builder.AddAttribute(1, "Version", version);
                builder.AddAttribute(2, "Examples", examples);
                builder.AddAttribute(3, "Empty", empty);
                builder.CloseComponent();
            };

    /// <summary>What tells for a class or label, beside its report; nothing where that can't be told.</summary>
    /// <param name="name">The class or label to begin with; null for the first.</param>
    public static RenderFragment? Telling(StoredEvaluation? evaluation, string? name) =>
        !CanTell(evaluation)
            ? null
            : builder =>
            {
                builder.OpenComponent(0, Of(evaluation!.Input).Telling!);
                builder.SetKey(evaluation.Run);
                builder.AddAttribute(1, "Evaluation", evaluation);
                builder.AddAttribute(2, "Name", name);
                builder.CloseComponent();
            };

    /// <summary>Whether <see cref="Telling"/> is there.</summary>
    public static bool CanTell(StoredEvaluation? evaluation) =>
        evaluation is { Run: not null, Predictions.Names.Count: > 0 } && Of(evaluation.Input).Telling is not null;

    /// <summary>Where a model is asked about one example of its input.</summary>
    /// <param name="hint">What stands where the answer will; null to say so in general.</param>
    public static RenderFragment Question(
        TrainingSpec spec,
        Func<PredictionQuestion, CancellationToken, Task<Outcome<PredictionResult>>> ask,
        string? hint = null
    ) =>
        builder =>
        {
            builder.OpenComponent(0, Of(InputCards.Of(spec).Name).Question);
            builder.AddAttribute(1, "Ask", ask);
            builder.AddAttribute(2, "Hint", hint);
            builder.CloseComponent();
        };

    /// <summary>As <see cref="IInputPages.WholeOnnx"/> says.</summary>
    public static (string Title, string Means)? WholeOnnx(TrainingSpec spec) => Of(InputCards.Of(spec).Name).WholeOnnx;

    /// <summary>So many examples of each input, one after the other: “1,583 pictures, 7,766 texts”.</summary>
    public static string Count(IEnumerable<(string Input, long Count)> examples) =>
        string.Join(
            Words["And"],
            examples
                .GroupBy(each => Of(each.Input).Input)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => Of(group.Key).Count(group.Sum(each => each.Count)))
        );
}
