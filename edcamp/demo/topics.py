"""Sixty topics of the kind that Edcamp boards hold, written for this project."""

from msgspec import Struct

from edcamp.domain.camp import Kind


class DemoTopic(Struct, frozen=True):
    """``pull`` is how much a topic draws people who do not share its tags: the long tail's head."""

    title: str
    description: str
    tags: tuple[str, ...]
    kind: Kind = Kind.LEAD
    needs: tuple[str, ...] = ()
    pull: float = 0.0


LEARN = Kind.LEARN

INTERESTS = (
    "classroom practice",
    "ai",
    "behaviour",
    "assessment",
    "inclusion",
    "reading",
    "maths",
    "leadership",
    "wellbeing",
    "science",
    "families",
    "languages",
)

TOPICS = (
    DemoTopic(
        "AI and homework: what still makes sense?",
        "Bring one task you no longer set, and one you still do.",
        ("ai", "assessment"),
        pull=0.5,
        needs=("projector",),
    ),
    DemoTopic(
        "The first five minutes of a lesson",
        "Openers that get thirty people thinking, without a worksheet.",
        ("classroom practice",),
        pull=0.4,
    ),
    DemoTopic(
        "Grading less, learning more",
        "I stopped grading drafts. Half a year later, this is what changed.",
        ("assessment",),
        pull=0.45,
    ),
    DemoTopic(
        "Phones away: what worked at your school?",
        "We changed the rule three times. Let us compare notes.",
        ("behaviour", "leadership"),
        pull=0.5,
    ),
    DemoTopic(
        "Quiet pupils in loud discussions",
        "Ways in for those who think before they talk.",
        ("inclusion", "classroom practice"),
        pull=0.3,
    ),
    DemoTopic(
        "Maths talks in ten minutes",
        "One picture, one question, everybody has something to say.",
        ("maths", "classroom practice"),
        needs=("projector",),
    ),
    DemoTopic(
        "Leaving at four: workload that fits a life",
        "What did you stop doing, and did anybody notice?",
        ("wellbeing", "leadership"),
        pull=0.55,
    ),
    DemoTopic("Reading aloud to teenagers", "They say they are too old for it. They are not.", ("reading",)),
    DemoTopic(
        "Feedback that pupils really use",
        "Less red ink; one next step; time in class to take it.",
        ("assessment", "classroom practice"),
        pull=0.3,
    ),
    DemoTopic(
        "Restorative conversations after a bad day",
        "The five questions we ask, and when they do not work.",
        ("behaviour",),
        pull=0.25,
    ),
    DemoTopic(
        "How do you teach with two languages in the room?",
        "Half of my group started the language this year.",
        ("languages", "inclusion"),
        LEARN,
    ),
    DemoTopic(
        "A science lab with nothing but kitchen things",
        "Twelve experiments that need no budget.",
        ("science",),
        needs=("water",),
    ),
    DemoTopic(
        "Parents' evenings that parents look forward to",
        "Pupils lead the conversation; we listen.",
        ("families",),
        pull=0.15,
    ),
    DemoTopic(
        "Prompting for lesson planning",
        "What I ask the machine, what I throw away, what I keep.",
        ("ai", "classroom practice"),
        pull=0.4,
        needs=("projector",),
    ),
    DemoTopic(
        "I want to learn sketchnoting",
        "Has anybody taught their class to draw their notes?",
        ("classroom practice",),
        LEARN,
    ),
    DemoTopic(
        "ADHD in the back row",
        "Small changes to the room and the lesson that helped.",
        ("inclusion", "behaviour"),
        pull=0.35,
    ),
    DemoTopic("Fractions without tears", "Paper strips, pizza and a number line on the floor.", ("maths",)),
    DemoTopic(
        "Middle leaders: managing your friends", "From colleague to head of department overnight.", ("leadership",)
    ),
    DemoTopic("Breathing space: two minutes between lessons", "Simple routines for pupils and for us.", ("wellbeing",)),
    DemoTopic(
        "Choosing books with pupils, not for them",
        "A class library that forty per cent of them chose.",
        ("reading", "families"),
    ),
    DemoTopic(
        "Oral exams in place of essays", "How we do sixty of them in a week, fairly.", ("assessment", "ai"), pull=0.3
    ),
    DemoTopic(
        "Who can show me how to run a debate club?",
        "I have twenty volunteers and no idea.",
        ("languages", "classroom practice"),
        LEARN,
    ),
    DemoTopic(
        "Detecting AI text: a bad idea?",
        "False alarms, real costs, and what to do instead.",
        ("ai", "assessment"),
        pull=0.35,
    ),
    DemoTopic(
        "Seating plans: science or superstition?",
        "We tried four. Bring yours.",
        ("behaviour", "classroom practice"),
        pull=0.2,
    ),
    DemoTopic(
        "Teaching assistants as equals", "Planning ten minutes together changes the day.", ("inclusion", "leadership")
    ),
    DemoTopic("Times tables: fluent without fear", "Games that are quick and leave nobody behind.", ("maths",)),
    DemoTopic(
        "First year of teaching: a safe place to ask",
        "No question is silly here. Old hands welcome.",
        ("wellbeing", "classroom practice"),
        pull=0.25,
    ),
    DemoTopic("Poems by heart", "Why we learn one each month, from six to sixteen.", ("reading", "languages")),
    DemoTopic(
        "Field trips without a bus",
        "Everything within walking distance of the school.",
        ("science", "classroom practice"),
    ),
    DemoTopic(
        "How do others teach about the news?",
        "I want to learn how to do it calmly.",
        ("classroom practice", "families"),
        LEARN,
    ),
    DemoTopic(
        "Portfolios that are not a box of paper", "What to keep, who it is for, when to look at it.", ("assessment",)
    ),
    DemoTopic("When a parent is angry", "Role play, gently. You can just watch.", ("families", "wellbeing"), pull=0.25),
    DemoTopic(
        "Dyslexia: what the research says this year",
        "Five findings and what they mean on Monday.",
        ("reading", "inclusion"),
        pull=0.3,
        needs=("projector",),
    ),
    DemoTopic("Coding without computers", "Algorithms with string, cards and the school yard.", ("science", "maths")),
    DemoTopic(
        "School councils with real power", "Ours decides a budget. Small, but theirs.", ("leadership", "families")
    ),
    DemoTopic(
        "Can somebody explain project based learning?",
        "I have read about it. I have never seen it.",
        ("classroom practice",),
        LEARN,
        pull=0.2,
    ),
    DemoTopic(
        "Observing each other without fear",
        "No forms, no grades, one question the host chooses.",
        ("leadership", "wellbeing"),
        pull=0.2,
    ),
    DemoTopic(
        "Trauma-informed, in plain words",
        "What it is, what it is not, what I do differently.",
        ("behaviour", "wellbeing", "inclusion"),
        pull=0.3,
    ),
    DemoTopic("Mixed ages in one room", "Six to nine, all year. What we gained.", ("classroom practice", "inclusion")),
    DemoTopic("Estimation: the forgotten skill", "How many beans? And how do you know?", ("maths", "science")),
    DemoTopic(
        "Newcomers in October",
        "Somebody arrives mid-year. A first week that welcomes.",
        ("inclusion", "families", "languages"),
    ),
    DemoTopic("Meetings that could have been a walk", "Shorter, fewer, outside.", ("leadership", "wellbeing")),
    DemoTopic("Audio books count as reading", "Yes, they do. Let us talk about it.", ("reading", "inclusion")),
    DemoTopic(
        "How do you use a class robot well?",
        "We were given three. They are still in the box.",
        ("ai", "science"),
        LEARN,
    ),
    DemoTopic(
        "Rubrics pupils write themselves", "It takes a lesson. It saves ten.", ("assessment", "classroom practice")
    ),
    DemoTopic(
        "Gardens, chickens and data", "A school garden as a science course.", ("science", "maths"), needs=("step-free",)
    ),
    DemoTopic(
        "Calm corridors", "What happens between rooms decides what happens in them.", ("behaviour", "leadership")
    ),
    DemoTopic("Grammar through picture books", "Small books for big pupils.", ("languages", "reading")),
    DemoTopic("Supply teachers: what would help you?", "An honest hour, for both sides.", ("wellbeing", "leadership")),
    DemoTopic("Homework clubs run by older pupils", "How ours started, and what it costs.", ("families", "maths")),
    DemoTopic(
        "I would like to learn about universal design",
        "One lesson, many doors: who has done it?",
        ("inclusion",),
        LEARN,
        pull=0.2,
    ),
    DemoTopic(
        "Spaced practice on one page",
        "A timetable of forgetting, and how to beat it.",
        ("assessment", "maths"),
        needs=("projector",),
    ),
    DemoTopic(
        "Writing with an AI as critic, not author",
        "Pupils keep the pen; the machine asks the questions.",
        ("ai", "reading"),
        pull=0.3,
    ),
    DemoTopic(
        "Sound and silence: music in every subject",
        "Four ideas for people who cannot sing.",
        ("languages", "classroom practice"),
        needs=("sound",),
    ),
    DemoTopic(
        "Saying no to the next initiative", "A friendly guide, with scripts.", ("leadership", "wellbeing"), pull=0.3
    ),
    DemoTopic(
        "Girls in physics: what shifted the numbers",
        "Three years, one department, some surprises.",
        ("science", "inclusion"),
    ),
    DemoTopic("Language cafés with parents", "Coffee, cake, forty words a week.", ("languages", "families")),
    DemoTopic(
        "Playgrounds where nobody is alone", "A bench helped. So did asking the pupils.", ("behaviour", "wellbeing")
    ),
    DemoTopic(
        "How can I get boys to read novels?", "Looking for somebody who has cracked it.", ("reading",), LEARN, pull=0.15
    ),
    DemoTopic("Proof in primary school", "“It always works.” “Does it?” Watch them argue.", ("maths",)),
)

FIRST_NAMES = [
    "Ada",
    "Ben",
    "Carla",
    "Dan",
    "Elif",
    "Femi",
    "Grace",
    "Hana",
    "Iker",
    "Jo",
    "Kofi",
    "Lena",
    "Marta",
    "Noor",
    "Omar",
    "Pia",
    "Quim",
    "Rosa",
    "Sam",
    "Tariq",
    "Uma",
    "Vera",
    "Wes",
    "Xenia",
    "Yusuf",
    "Zoe",
    "Aisha",
    "Bruno",
    "Clara",
    "Dov",
    "Eva",
    "Finn",
    "Gita",
    "Hugo",
    "Ines",
    "Jakub",
    "Kira",
    "Luis",
    "Maya",
    "Nils",
    "Olga",
    "Paul",
]

LAST_NAMES = [
    "Abbott",
    "Baker",
    "Castro",
    "Diaz",
    "Evans",
    "Fischer",
    "García",
    "Hughes",
    "Ito",
    "Jensen",
    "Khan",
    "López",
    "Moreau",
    "Nguyen",
    "Okafor",
    "Patel",
    "Quinn",
    "Rossi",
    "Silva",
    "Tanaka",
    "Usman",
    "Vega",
    "Weber",
    "Young",
    "Zhou",
]
