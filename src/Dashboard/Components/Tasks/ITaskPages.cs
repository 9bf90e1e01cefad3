namespace MlOpsDashboard.Dashboard.Components.Tasks;

/// <summary>What pages show of a task. One folder of <c>Components/Tasks</c> each; found by scanning (<see cref="TaskPages"/>).</summary>
public interface ITaskPages
{
    /// <summary>Its card's name.</summary>
    string Task { get; }

    /// <summary>Names the resources of its texts. <c>Title</c>: what is learnt, in a few words ("One label a picture"). <c>Short</c>: the same within a
    /// sentence ("Use <i>one label</i>").</summary>
    Type Texts { get; }

    /// <summary>Its part of the form of a new run; takes <c>Draft</c>, a <see cref="Pages.NewRun.RunDraft"/>.</summary>
    Type Form { get; }

    /// <summary>The report of a run or version; takes <c>Evaluation</c>, a <see cref="Core.Evaluation.StoredEvaluation"/> with a report.</summary>
    Type Evaluation { get; }

    /// <summary>What a version's card says of it; takes <c>Evaluation</c> as above, and <c>Href</c>, the address of the whole report.</summary>
    Type Figures { get; }

    /// <summary>Two runs judged on the same examples, one by one; takes <c>Baseline</c> and <c>Other</c>, evaluations as above, and <c>BaselineNumber</c> and
    /// <c>OtherNumber</c>, their runs' numbers. Null for the pictures on which one of the two is better, as every task has them.</summary>
    Type? Comparison => null;

    /// <summary>The answer for one picture; takes <c>Result</c>, a <see cref="Core.Runs.PredictionResult"/>.</summary>
    Type Answer { get; }
}
