namespace MlOpsDashboard.Core.Refusals;

/// <summary>Files on their way from the browser.</summary>
internal sealed class UploadSentences : RefusalSentences
{
    public override IEnumerable<(string Code, string Sentence)> All =>
    [
        ("upload.tooLarge", "Expected at most {bytes} and {files} files in one upload (settings Import:MaxUploadBytes and Import:MaxUploadFiles); received more: it is too large. Nothing was imported."),
        ("upload.cut", "Expected whole files; the upload was cut off. Nothing was imported; choose the files again."),
        ("upload.notKept", "The files could not be written to the server's disk ({reason}). Nothing was imported."),
        ("upload.notMultipart", "Expected files as multipart/form-data; received something else."),
        ("upload.header", "Expected the header X-Upload, which pages of this dashboard send; received none."),
        ("upload.missing", "Expected an upload that you began; received one that is not there."),
        ("upload.ended", "This upload has ended. Nothing was imported; choose the files again."),
        ("upload.empty", "Expected at least one file; received none."),
        ("upload.finishedBefore", "This upload was finished before."),
        ("upload.receiving", "Expected all files to be here; some are still being received."),
        ("upload.name.expected", "Expected {expected}; received \"{name}\"."),
        ("upload.name.twice", "Expected each name once; received \"{name}\" again."),
        ("upload.name.folderIsFile", "Expected \"{name}\" to lie in a folder; its folder is a file of the same upload."),
        ("upload.picture.one", "Expected one picture; received several files or a folder."),
        ("upload.picture.empty", "Expected a picture; received an empty file."),
        ("upload.picture.tooLarge", "Expected a picture of at most {most}; received {bytes}."),
    ];
}
