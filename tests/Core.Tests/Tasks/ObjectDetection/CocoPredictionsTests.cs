using MlOpsDashboard.Core.Tasks;
using MlOpsDashboard.Core.Tasks.ObjectDetection;

namespace MlOpsDashboard.Core.Tests.Tasks.ObjectDetection;

public sealed class CocoPredictionsTests : IDisposable
{
    private const string Truth =
        """{"images":[{"id":7,"file_name":"b.png","width":50,"height":40},{"id":3,"file_name":"a.png"}],"categories":[{"id":9,"name":"cat"},{"id":2,"name":"dog"}],"annotations":[ANNOTATIONS]}""";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mlops-coco-");

    [Fact]
    public void Files_BecomeRowsByPictureIds_AndNamesByCategoryIds()
    {
        var (predictions, _) = Judge(
            """{"id":1,"image_id":7,"category_id":9,"bbox":[1,2,3,4],"area":5,"iscrowd":1},{"id":2,"image_id":3,"category_id":2,"bbox":[0,0,30,20]}""",
            """[{"image_id":7,"category_id":2,"bbox":[0,0,1,1],"score":0.25},{"image_id":7,"category_id":9,"bbox":[0,0,2,2],"score":0.5}]"""
        );
        Assert.Equal(["dog", "cat"], predictions.Names);
        Assert.Equal(["a.png", "b.png"], predictions.Rows.Select(row => row.Name));
        Assert.Equal([30, 20, 0, 0, 0, 30, 20, 600, 0], predictions.Rows[0].Target);
        Assert.Equal([50, 40, 1, 1, 2, 4, 6, 5, 1], predictions.Rows[1].Target);
        Assert.Equal([1, 0.5, 0, 0, 2, 2, 0, 0.25, 0, 0, 1, 1], predictions.Rows[1].Output);
    }

    [Theory]
    [InlineData("""{"id":1,"image_id":8,"category_id":9,"bbox":[1,2,3,4]}""", "[]", "image_id of annotation 1", "Received: 8.")]
    [InlineData("""{"id":1,"image_id":7,"category_id":1,"bbox":[1,2,3,4]}""", "[]", "category_id of annotation 1", "Received: 1.")]
    [InlineData("""{"id":1,"image_id":7,"category_id":9,"bbox":[1,2,NaN,4]}""", "[]", "bbox of annotation 1", "[1, 2, NaN, 4]")]
    [InlineData("""{"id":1,"image_id":7,"category_id":9,"bbox":[1,2,-3,4]}""", "[]", "bbox of annotation 1", "[1, 2, -3, 4]")]
    [InlineData("""{"image_id":7,"category_id":9}""", "[]", "bbox of entry 1 of annotations", "NaN")]
    [InlineData(
        """{"id":5,"image_id":7,"category_id":9,"bbox":[1,2,3,4]},{"id":5,"image_id":7,"category_id":9,"bbox":[1,2,3,4]}""",
        "[]",
        "each id of annotations",
        "5 twice"
    )]
    [InlineData("", """[{"image_id":7,"category_id":9,"bbox":[1,2,3,4]}]""", "score of detection 1", "NaN")]
    [InlineData("", """[{"image_id":4,"category_id":9,"bbox":[1,2,3,4],"score":1}]""", "image_id of detection 1", "Received: 4.")]
    [InlineData("", """[{"image_id":7,"category_id":9,"bbox":[1,2,Infinity,4],"score":1}]""", "bbox of detection 1", "Infinity")]
    [InlineData("", """{"images":[],"annotations":[],"categories":[]}""", "Expected detections", "Received: an object.")]
    public void WhatCannotBe_IsRefusedWithItsId(string annotations, string detections, params string[] words)
    {
        var refused = Assert.Throws<RefusedException>(() => Judge(annotations, detections));
        Assert.All(words, word => Assert.Contains(word, refused.Message));
    }

    [Fact]
    public void Files_ThatAreMissing_AreNamed()
    {
        var card = new ObjectDetectionCard();
        Assert.Contains("--truth", Assert.Throws<RefusedException>(() => card.JudgeFiles("dt.json", null)).Message);
        Assert.Contains("nowhere.json", Assert.Throws<RefusedException>(() => card.JudgeFiles("dt.json", "nowhere.json")).Message);
        Assert.Null(card.JudgeFiles("predictions.jsonl", null));
        Assert.Contains("predictions.jsonl", Assert.Throws<RefusedException>(() => card.Judge(new(new(["a"], []), GivenOutputs.Probabilities))).Message);
    }

    [Fact]
    public void DepthBomb_IsRefused()
    {
        var refused = Assert.Throws<RefusedException>(() => Judge($$"""{"id":1,"attributes":{{string.Concat(Enumerable.Repeat("[", 5000))}}""", "[]"));
        Assert.Contains("64", refused.Message);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private JudgedPredictions Judge(string annotations, string detections)
    {
        var (truth, found) = (Path.Combine(_folder.FullName, "gt.json"), Path.Combine(_folder.FullName, "dt.json"));
        File.WriteAllText(truth, Truth.Replace("ANNOTATIONS", annotations, StringComparison.Ordinal));
        File.WriteAllText(found, detections);
        return new ObjectDetectionCard().JudgeFiles(found, truth)!;
    }
}
