namespace MlOpsDashboard.Dashboard.Components.Inputs;

/// <summary>What pages show of an input. One folder of <c>Components/Inputs</c> each; found by scanning (<see cref="InputPages"/>).</summary>
public interface IInputPages
{
    /// <summary>Its card's name.</summary>
    string Input { get; }

    /// <summary>Over a list or a column of its examples: “Pictures”.</summary>
    string Title { get; }

    /// <summary>So many examples: “1,583 pictures”.</summary>
    string Count(long count);

    /// <summary>That an import refused so many of what it read: “3 files refused”.</summary>
    string Refused(int count);

    /// <summary>Whether its examples are labelled on a page of their own.</summary>
    bool CanLabel { get; }

    /// <summary>The examples of a dataset's version; takes <c>Details</c>, a <see cref="Core.Datasets.DatasetDetails"/>, <c>View</c>, an
    /// <see cref="ExampleView"/>, <c>OnShow</c> of another one, <c>OnRevise</c> of a <see cref="Core.Datasets.Revisions.DatasetRevision"/>, and
    /// <c>LabelHref</c>, the address of the page where they are labelled, or null.</summary>
    Type Examples { get; }

    /// <summary>What stands beside a version's classes: how large its examples are, and which are worth a look; takes <c>Details</c> as above, <c>Flag</c>, the
    /// one that is shown or null, and <c>OnFlag</c> of another one.</summary>
    Type Facts { get; }
}
