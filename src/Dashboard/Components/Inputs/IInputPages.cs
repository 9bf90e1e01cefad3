using MlOpsDashboard.Core.Inputs;
using MlOpsDashboard.Core.Training;

namespace MlOpsDashboard.Dashboard.Components.Inputs;

/// <summary>What pages show of an input. One folder of <c>Components/Inputs</c> each; found by scanning (<see cref="InputPages"/>).</summary>
public interface IInputPages
{
    /// <summary>Its card's name.</summary>
    string Input { get; }

    /// <summary>Over a list or a column of its examples: “Pictures”.</summary>
    string Title { get; }

    /// <summary>So many examples: “1,583 pictures”.</summary>
    string Count(long count) => InputCards.Named(Input).Count(count);

    /// <summary>That an import refused so many of what it read: “3 files refused”.</summary>
    string Refused(int count);

    /// <summary>To add such examples to a version: “Add pictures”.</summary>
    string Add { get; }

    /// <summary>The same in more words: “to those of version 3, as a new version”.</summary>
    string AddNote(int version);

    /// <summary>Where they may be dropped: “Drop a zip or a folder of pictures here”.</summary>
    string Drop { get; }

    /// <summary>Whether its examples are labelled on a page of their own.</summary>
    bool CanLabel { get; }

    /// <summary>The examples of a dataset's version; takes <c>Details</c>, a <see cref="Core.Datasets.DatasetDetails"/>, <c>View</c>, an
    /// <see cref="ExampleView"/>, <c>OnShow</c> of another one, <c>OnRevise</c> of a <see cref="Core.Datasets.Revisions.DatasetRevision"/>, and
    /// <c>LabelHref</c>, the address of the page where they are labelled, or null.</summary>
    Type Examples { get; }

    /// <summary>What stands beside a version's classes: how large its examples are, and which are worth a look; takes <c>Details</c> as above, <c>Flag</c>, the
    /// one that is shown or null, and <c>OnFlag</c> of another one.</summary>
    Type Facts { get; }

    /// <summary>Examples of a report; takes <c>Version</c>, the id of the dataset's version or null, <c>Examples</c>, a list of
    /// <see cref="JudgedExample"/>, and <c>Empty</c>, which is said where there is none. Null (default) for a wall of pictures.</summary>
    Type? Wall => null;

    /// <summary>What in the examples tells for a class or label, beside a report; takes <c>Evaluation</c>, a <see cref="Core.Evaluation.StoredEvaluation"/>, and
    /// <c>Name</c>, the class or label to begin with or null. Null (default) where that can't be told.</summary>
    Type? Telling => null;

    /// <summary>Examples that differ between two versions of a dataset; takes <c>Difference</c>, a
    /// <see cref="Core.Datasets.Differences.VersionDifference"/>, and <c>From</c> and <c>To</c>, the ids of its versions. Null (default) for a wall of
    /// pictures.</summary>
    Type? Changes => null;

    /// <summary>Where a model is asked about one example; takes <c>Ask</c>, which sends a <see cref="Core.Runs.PredictionQuestion"/> and ends with the page, and
    /// <c>Hint</c>, what stands where the answer will, or null.</summary>
    Type Question { get; }

    /// <summary>The choice of a backbone in the form of a new run; takes <c>Draft</c>, a <see cref="Pages.NewRun.RunDraft"/>, and <c>Speeds</c>, the
    /// <see cref="Core.Runs.BackboneSpeed"/>s that were measured.</summary>
    Type Backbones { get; }

    /// <summary>What to try first, beside the strategies; takes <c>Draft</c> as above.</summary>
    Type Advice { get; }

    /// <summary>How examples are read, among the form's rarer fields; takes <c>Draft</c> as above.</summary>
    Type Fields { get; }

    /// <summary>How much of each is read: “224 × 224 px”.</summary>
    string Size(TrainingSpec spec);

    /// <summary>What an ONNX file that takes its examples as they are is called, and what it needs; null (default) where the usual file does, or none.</summary>
    (string Title, string Means)? WholeOnnx => null;

    /// <summary>How a table or folders of such examples would be read; takes <c>Source</c>, a <see cref="Core.Datasets.ImportSource"/>, and <c>OnRead</c> of
    /// <see cref="Core.Datasets.TableChoices"/>, or of null while it does not read. Null (default) where they read in one way.</summary>
    Type? Table => null;
}
