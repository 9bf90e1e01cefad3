using Microsoft.AspNetCore.Components;
using MlOpsDashboard.Core.Evaluation;
using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Dashboard.Components.Tasks.ObjectDetection;

/// <summary>Two detectors on the same pictures: what one finds and the other does not, and the pictures with the boxes of both. What is looked at stands in the
/// address.</summary>
public sealed partial class ObjectDetectionComparison
{
    private (StoredEvaluation, StoredEvaluation)? shown;
    private ObjectComparison? comparison;
    private ObjectReport a = default!;
    private ObjectReport b = default!;
    private string change = ObjectPairFilter.Changes[0];
    private string order = ObjectPairFilter.Orders[0];
    private int? open;
    private IReadOnlyList<ComparedObjects> pictures = [];

    [Parameter, EditorRequired]
    public StoredEvaluation Baseline { get; set; } = default!;

    [Parameter, EditorRequired]
    public StoredEvaluation Other { get; set; } = default!;

    /// <summary>Of the baseline's run.</summary>
    [Parameter, EditorRequired]
    public int BaselineNumber { get; set; }

    /// <summary>Of the other run.</summary>
    [Parameter, EditorRequired]
    public int OtherNumber { get; set; }

    /// <summary>One of <see cref="ObjectPairFilter.Changes"/>; any other word for the first.</summary>
    [SupplyParameterFromQuery(Name = "change")]
    private string? Change { get; set; }

    /// <summary>One of <see cref="ObjectPairFilter.Orders"/>; any other word for the first.</summary>
    [SupplyParameterFromQuery(Name = "order")]
    private string? Order { get; set; }

    /// <summary>The class that pictures have; any other word for all.</summary>
    [SupplyParameterFromQuery(Name = "class")]
    private string? Class { get; set; }

    private IReadOnlyList<string> Names => Baseline.Predictions!.Names;

    protected override void OnParametersSet()
    {
        if (shown != (Baseline, Other))
        {
            (shown, a, b) = ((Baseline, Other), (ObjectReport)Baseline.Report!, (ObjectReport)Other.Report!);
            comparison = ObjectComparison.Of(Baseline.Predictions!, a, Other.Predictions!, b);
        }
        if (comparison is null)
            return;
        change = ObjectPairFilter.Changes.FirstOrDefault(name => name == Change) ?? ObjectPairFilter.Changes[0];
        order = ObjectPairFilter.Orders.FirstOrDefault(name => name == Order) ?? ObjectPairFilter.Orders[0];
        open = Class is not null && Names.ToList().IndexOf(Class) is >= 0 and var at ? at : null;
        pictures = ObjectPairFilter.Of(comparison, a, b, change, open, order);
    }

    private string Sentence =>
        Texts["PairSentence", BaselineNumber, OtherNumber, Count(p => p.Gain > 0 ? 1 : 0), Count(p => p.Gain < 0 ? 1 : 0), Count(p => p.Gain == 0 ? 1 : 0)];

    private int Count(Func<ComparedObjects, int> of) => comparison!.Pictures.Sum(of);

    private string ChangeWords(string name) => Texts[$"Change.{name}", BaselineNumber, OtherNumber];

    private void Go(string name, object? value) => GoTo(Navigation.GetUriWithQueryParameter(name, value is "" ? null : value?.ToString()), replace: true);
}
