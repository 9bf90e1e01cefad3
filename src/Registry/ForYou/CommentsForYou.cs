using Microsoft.EntityFrameworkCore;
using MlOpsDashboard.Core;
using MlOpsDashboard.Core.Callers;
using MlOpsDashboard.Core.Discussion;
using MlOpsDashboard.Core.ForYou;
using MlOpsDashboard.Registry.Callers;
using MlOpsDashboard.Registry.Discussion;
using MlOpsDashboard.Registry.Persistence;

namespace MlOpsDashboard.Registry.ForYou;

/// <summary>Comments that call a person, answer them, or are about their runs. Each comment once.</summary>
internal sealed class CommentsForYou : IForYouSource
{
    private const int LongestExcerpt = 160;

    public async Task<IReadOnlyList<ForYouItem>> FindAsync(
        RegistryContext context,
        Caller caller,
        DateTimeOffset since,
        int most,
        CancellationToken cancellationToken
    )
    {
        var (me, person) = (caller.User, caller.Person?.Value ?? Guid.Empty);
        var others = context.Comments.VisibleTo(caller).Where(c => c.At >= since && c.By != me && c.WithdrawnAt == null);
        var mentions = await NewestAsync(others.Where(c => context.CommentMentions.Any(m => m.CommentId == c.Id && m.PersonId == person)));
        var replies = await NewestAsync(
            others.Where(c => c.ThreadId != null && context.Comments.Any(mine => mine.By == me && (mine.Id == c.ThreadId || mine.ThreadId == c.ThreadId)))
        );
        var runs = await NewestAsync(
            from c in others
            where c.Kind == CommentSubjectKind.Run
            where context.Runs.Any(r => r.CreatedBy == me && EF.Property<Guid>(c, nameof(Comment.ObjectId)) == (Guid)(object)r.Id)
            select c
        );
        var items = new List<ForYouItem>();
        var places = new Dictionary<CommentSubject, SubjectReading?>();
        foreach (var (kind, comment) in Each(ForYouKind.Mention, mentions).Concat(Each(ForYouKind.Reply, replies)).Concat(Each(ForYouKind.OnMyRun, runs)))
        {
            if (items.Any(item => item.Key == KeyOf(comment.Id)))
                continue;
            if (!places.TryGetValue(comment.Subject, out var place))
                places[comment.Subject] = place = await SubjectReading.FindAsync(context, comment.Subject, cancellationToken);
            if (place is not null)
                items.Add(new(KeyOf(comment.Id), kind, comment.At, comment.By, place.Words, $"{place.Address}#comment-{comment.Id}", Excerpt(comment.Text)));
        }
        return items;

        Task<List<Comment>> NewestAsync(IQueryable<Comment> found) => found.OrderByDescending(c => c.At).Take(most).ToListAsync(cancellationToken);
    }

    public static string KeyOf(CommentId comment) => $"comment:{comment}";

    private static IEnumerable<(ForYouKind, Comment)> Each(ForYouKind kind, List<Comment> comments) => comments.Select(c => (kind, c));

    private static string Excerpt(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= LongestExcerpt)
            return line;
        // Half of a pair is no character.
        var end = char.IsHighSurrogate(line[LongestExcerpt - 1]) ? LongestExcerpt - 1 : LongestExcerpt;
        return line[..end] + "...";
    }
}
