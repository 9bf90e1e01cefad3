using System.Text.Json;
using MlOpsDashboard.Core.Text;

namespace MlOpsDashboard.Core.Tasks.ObjectDetection;

/// <summary>What a COCO <c>segmentation</c> takes up: of polygons the box around all their points, of a mask in run lengths that of its pixels.</summary>
/// <param name="Box">NaN where there is nothing.</param>
internal readonly record struct CocoOutline(ObjectBox Box)
{
    public static CocoOutline None => new(new(double.NaN, double.NaN, double.NaN, double.NaN));

    /// <summary>Reads the value that the token begins.</summary>
    public static CocoOutline Read(JsonTokens tokens)
    {
        if (tokens.Type == JsonTokenType.StartObject)
            return ReadMask(tokens);
        if (tokens.Type != JsonTokenType.StartArray)
        {
            tokens.Skip();
            return None;
        }
        var (low, high) = (new[] { double.PositiveInfinity, double.PositiveInfinity }, new[] { double.NegativeInfinity, double.NegativeInfinity });
        var depth = tokens.Depth;
        for (var at = 0; ; )
        {
            tokens.Need();
            if (tokens.Type == JsonTokenType.EndArray && tokens.Depth == depth)
                break;
            if (tokens.Type == JsonTokenType.StartArray)
            {
                at = 0;
            }
            else if (tokens.Type == JsonTokenType.Number)
            {
                var number = tokens.Number();
                (low[at % 2], high[at % 2]) = (Math.Min(low[at % 2], number), Math.Max(high[at % 2], number));
                at++;
            }
        }
        return high[1] < low[1] ? None : new(new(low[0], low[1], high[0], high[1]));
    }

    // Runs of outside and inside in turn, down the columns.
    private static CocoOutline ReadMask(JsonTokens tokens)
    {
        var (height, runs) = (0L, new List<long>());
        for (tokens.Need(); tokens.Type != JsonTokenType.EndObject; tokens.Need())
        {
            var (isSize, isCounts) = (tokens.Is("size"u8), tokens.Is("counts"u8));
            tokens.Need();
            if (isCounts && tokens.Type == JsonTokenType.String)
            {
                runs = Unpacked(tokens.Text());
            }
            else if ((isSize || isCounts) && tokens.Type == JsonTokenType.StartArray)
            {
                var numbers = new List<long>();
                for (tokens.Need(); tokens.Type != JsonTokenType.EndArray; tokens.Need())
                {
                    var number = tokens.Number();
                    tokens.Skip();
                    numbers.Add(number is >= 0 and < 1e12 ? (long)number : 0);
                }
                if (isCounts)
                    runs = numbers;
                else if (numbers.Count > 0)
                    height = numbers[0];
            }
            else
            {
                tokens.Skip();
            }
        }
        return height < 1 ? None : OfRuns(height, runs);
    }

    private static CocoOutline OfRuns(long height, List<long> runs)
    {
        var (left, top, right, bottom) = (long.MaxValue, long.MaxValue, -1L, -1L);
        var at = 0L;
        for (var i = 0; i < runs.Count; at += runs[i++])
        {
            if (i % 2 == 0 || runs[i] == 0)
                continue;
            var last = at + runs[i] - 1;
            (left, right) = (Math.Min(left, at / height), Math.Max(right, last / height));
            // A run that goes on in the next column takes up all rows.
            var isOfOne = at / height == last / height;
            (top, bottom) = isOfOne ? (Math.Min(top, at % height), Math.Max(bottom, last % height)) : (0, height - 1);
        }
        return right < 0 ? None : new(new(left, top, right + 1, bottom + 1));
    }

    // Six bits a character from 48 on: five of the number, the lowest first, and whether more follow; from the fourth run on the difference to the last but one.
    private static List<long> Unpacked(string text)
    {
        var runs = new List<long>();
        for (var at = 0; at < text.Length; )
        {
            var (number, shift, bits) = (0L, 0, 0);
            do
            {
                bits = text[at++] - 48;
                if (bits is < 0 or > 63 || shift > 50)
                    return [];
                number |= (long)(bits & 31) << shift;
                shift += 5;
            } while ((bits & 32) != 0 && at < text.Length);
            if ((bits & 16) != 0)
                number |= -1L << shift;
            runs.Add(Math.Max(0, runs.Count > 2 ? number + runs[^2] : number));
        }
        return runs;
    }
}
