using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Datasets.Labelling;
using MlOpsDashboard.Dashboard.Tests.Fakes;

namespace MlOpsDashboard.Dashboard.Preview;

/// <summary>Drafts of labels, kept while the preview runs; a model proposes what is true, a little less sure each time.</summary>
internal sealed class LabelSamples(Func<DatasetVersionId, (DatasetDetails Dataset, IReadOnlyList<DatasetEntry> Pictures)?> find)
{
    // So many names that they can be searched.
    private static readonly string[] Added = ["Clocks", "Flags", "Letters", "Music", "Sports", "Weather"];

    private readonly Dictionary<DatasetVersionId, LabelDraft> drafts = [];

    public void Answer(FakeSender sender)
    {
        sender.On<GetLabels, LabelDraft?>(q => Find(q.Version));
        sender.On<FindProposer, Proposer?>(q => Find(q.Version) is null ? null : new(new(Guid.Empty), 7, "EfficientNetLite0"));
        sender.On<ProposeLabels, Outcome<LabelProposal>>(Propose);
        sender.On<SaveLabels, Outcome<LabelEdit>>(Save);
        sender.On<AddLabelName, Outcome<int>>(q =>
        {
            var draft = Find(q.Version)!;
            drafts[q.Version] = draft with { Names = [.. draft.Names, q.Name] };
            return draft.Names.Count;
        });
        sender.On<DiscardLabels, Outcome>(q =>
        {
            drafts.Remove(q.Version);
            return Outcome.Done;
        });
        sender.On<PublishLabels, Outcome<int>>(q =>
        {
            var newest = Find(q.Version)!.Newest;
            drafts.Remove(q.Version);
            return newest;
        });
    }

    private LabelDraft? Find(DatasetVersionId version)
    {
        if (drafts.TryGetValue(version, out var known))
            return known;
        if (find(version) is not var (dataset, pictures))
            return null;
        return drafts[version] = new(
            dataset.Id,
            dataset.Name,
            version,
            dataset.Versions.First(v => v.Id == version).Number,
            dataset.Versions.Max(v => v.Number),
            dataset.Kind,
            [.. dataset.Classes.Select(c => c.Class), .. dataset.Kind == DatasetKinds.Class ? Added : []],
            [.. pictures.OrderBy(picture => picture.Path, StringComparer.Ordinal)],
            new Dictionary<string, LabelEdit>()
        );
    }

    private Outcome<LabelEdit> Save(SaveLabels q)
    {
        var draft = Find(q.Version)!;
        var edit = new LabelEdit(q.Path, q.Truth, q.Seen + 1, "local user", TimeProvider.System.GetUtcNow());
        drafts[q.Version] = draft with { Edits = new Dictionary<string, LabelEdit>(draft.Edits) { [q.Path] = edit } };
        return edit;
    }

    private Outcome<LabelProposal> Propose(ProposeLabels q)
    {
        var picture = Find(q.Version)!.Pictures.First(p => p.Path == q.Path);
        var things = picture.Target is { } target ? (target.Count - 2) / 7 : 1;
        var truth = new Core.Datasets.Revisions.PictureTruth(q.Path)
        {
            Class = picture.Class.Length > 0 ? picture.Class : null,
            Labels = picture.Labels,
            Target = picture.Target,
        };
        return new LabelProposal(truth, [.. Enumerable.Range(0, things).Select(i => 0.9 / (i + 1))], 0.5);
    }
}
