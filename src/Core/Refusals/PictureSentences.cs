namespace MlOpsDashboard.Core.Refusals;

/// <summary>A picture that is not decoded.</summary>
internal sealed class PictureSentences : RefusalSentences
{
    public override IEnumerable<(string Code, string Sentence)> All =>
    [
        ("picture.scans", "Expected a JPEG of at most {most} scans. Received: {picture}, which has {scans}."),
        ("picture.dataMissing", "Expected a whole picture. Received: {picture}, which announces {width} x {height} pixels and is {bytes} long: too few for them."),
        ("picture.tooLargeForMemory", "Expected pictures of at most {most} numbers, height x width x channels. Received: {height} x {width} x {channels}."),
        ("picture.changed", "Expected {picture} to have the content that its dataset lists, SHA-256 {expected}. Received {received}. Import the picture again: that puts the right content in its place."),
    ];
}
