using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Datasets;
using MlOpsDashboard.Core.Refusals;

namespace MlOpsDashboard.Registry.Datasets;

/// <summary>What the source of an import is called: <c>pets.zip</c>, <c>folder /srv/pets</c>, <c>sample emoji-noto</c>.</summary>
internal static class ImportSourceWords
{
    public static Refusal Of(ImportSource source) =>
        source switch
        {
            UploadSource upload => Refusal.OfSentence(PlainText.Line(upload.Name, 300)),
            FolderSource folder => new("words.source.folder", ("path", PlainText.Line(folder.Path, 300))),
            SampleSource sample => new("words.source.sample", ("sample", PlainText.Line(sample.Name, 100))),
            _ => Refusal.OfSentence(source.GetType().Name),
        };
}
